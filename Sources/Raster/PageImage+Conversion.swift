/// One of the three channels of a colour image.
package enum ColorChannel: Int, Hashable, Sendable, CaseIterable {
  case red = 0
  case green = 1
  case blue = 2
}

extension PageImage {
  /// The page in 8-bit grey: ink black, paper white; colours by their luminance.
  package func grey() -> GreyImage {
    switch self {
    case .bits(let image): GreyImage(image)
    case .grey(let image): image
    case .color(let image): image.luminance()
    }
  }

  /// One channel of a colour page; the grey page where there is no colour.
  package func channel(_ channel: ColorChannel) -> GreyImage {
    guard case .color(let image) = self else { return grey() }
    return image.channel(channel)
  }

  /// The darkest of a colour page's channels at each pixel, in which ink of any colour shows; else the grey page.
  package func darkestChannel() -> GreyImage {
    guard case .color(let image) = self else { return grey() }
    return image.darkest()
  }
}

extension GreyImage {
  /// The bits as grey: ink 0, paper 255.
  package init(_ bits: BitImage) {
    self.init(width: bits.width, height: bits.height, fill: 255)
    let wordsPerRow = bits.wordsPerRow
    for y in 0..<bits.height {
      for index in 0..<wordsPerRow {
        var word = bits.words[y * wordsPerRow + index]
        // Only the ink is visited: paper is most of a page.
        while word != 0 {
          let lead = word.leadingZeroBitCount
          word &= ~(UInt64(1) << UInt64(63 - lead))
          pixels[y * width + index * 64 + lead] = 0
        }
      }
    }
  }
}

extension ColorImage {
  /// ITU-R BT.601 luma in 16-bit fixed point, as JPEG's Y: 0.299 R + 0.587 G + 0.114 B.
  package func luminance() -> GreyImage {
    mapped { red, green, blue in UInt8((19595 * red + 38470 * green + 7471 * blue + 32768) >> 16) }
  }

  /// One channel alone.
  package func channel(_ channel: ColorChannel) -> GreyImage {
    switch channel {
    case .red: mapped { red, _, _ in UInt8(red) }
    case .green: mapped { _, green, _ in UInt8(green) }
    case .blue: mapped { _, _, blue in UInt8(blue) }
    }
  }

  /// The darkest channel at each pixel.
  package func darkest() -> GreyImage {
    mapped { red, green, blue in UInt8(min(red, green, blue)) }
  }

  // Inlined with its closure, so that each caller is one plain loop.
  @inline(__always)
  private func mapped(_ value: (UInt32, UInt32, UInt32) -> UInt8) -> GreyImage {
    let count = width * height
    let grey = [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
      pixels.withUnsafeBufferPointer { source in
        for index in 0..<count {
          let red = UInt32(source[3 * index])
          let green = UInt32(source[3 * index + 1])
          let blue = UInt32(source[3 * index + 2])
          target[index] = value(red, green, blue)
        }
      }
      initialized = count
    }
    return GreyImage(width: width, height: height, pixels: grey)
  }
}
