import Raster

/// A page made small enough to look at as a whole: about `WorkImage.pixelsPerMillimetre`, coloured ink dark.
struct WorkImage: Sendable {
  /// What is aimed at; a printed line of 0.25 mm is then a pixel wide, and boxes of 5 mm are 20 px.
  static let pixelsPerMillimetre = 4.0

  let image: GreyImage
  /// Pixels of the scan on a side of a pixel here.
  let factor: Int
  /// Standard deviation of the paper's noise, grey values.
  let noise: Double

  /// The page at a whole factor, such that it would have about `pixelsPerMillimetre` if it were one of `forms`.
  init(_ page: PageImage, forms: [FormTemplate], pixelsPerMillimetre: Double = pixelsPerMillimetre) {
    let scale = WorkImage.likelyScale(of: page, forms: forms)
    factor = min(64, max(1, Int((scale / pixelsPerMillimetre).rounded())))
    image = page.reduced(by: factor, channel: .darkest)
    noise = WorkImage.noise(of: image)
  }

  /// Pixels per millimetre if the page is the form whose proportions it has best.
  private static func likelyScale(of page: PageImage, forms: [FormTemplate]) -> Double {
    let (width, height) = (Double(page.width), Double(page.height))
    var best = (mismatch: Double.infinity, scale: pixelsPerMillimetre)
    for form in forms {
      for (w, h) in [(form.pageWidth, form.pageHeight), (form.pageHeight, form.pageWidth)] {
        let (sx, sy) = (width / w, height / h)
        let mismatch = max(sx, sy) / max(min(sx, sy), 1e-9)
        if mismatch < best.mismatch { best = (mismatch, (sx * sy).squareRoot()) }
      }
    }
    return best.scale
  }

  /// From the median difference of neighbours two apart: half of all |a − b| of a normal noise lie below 0.954 σ.
  private static func noise(of image: GreyImage) -> Double {
    guard image.width > 2 else { return 0 }
    var counts = [Int](repeating: 0, count: 256)
    var total = 0
    for y in stride(from: 0, to: image.height, by: 4) {
      let row = y * image.width
      for x in stride(from: 0, to: image.width - 2, by: 3) {
        counts[abs(Int(image.pixels[row + x]) - Int(image.pixels[row + x + 2]))] += 1
        total += 1
      }
    }
    var seen = 0
    for (difference, count) in counts.enumerated() {
      seen += count
      if 2 * seen >= total { return Double(difference) / 0.954 }
    }
    return 0
  }
}
