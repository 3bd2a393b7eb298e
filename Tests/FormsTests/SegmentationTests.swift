import Forms
import Raster
import Testing

@Suite struct SegmentationTests {
  private static let form = TestForms.exam
  private static let row = BoxRow(x: 130, y: 30, width: 6, height: 8, pitch: 7, count: 7)

  /// A page with or without its boxes, and the digits that `write` writes.
  private static func page(
    dpi: Double = 300, degrees: Double = 0, quarters: Int = 0, hasBoxes: Bool = true, width: Double = 0.25,
    ink: UInt8 = 0, write: (inout TestPage) -> Void
  ) -> TestPage {
    var page = TestPage(form, dpi: dpi, degrees: degrees, quarters: quarters, paper: 245)
    if hasBoxes { page.boxes(of: form, width: width, ink: ink) }
    write(&page)
    return page
  }

  private static func cut(_ page: TestPage, asBits: Bool = false) -> [SegmentedBox] {
    let image: PageImage = asBits ? .bits(page.bits(threshold: 150)) : .grey(page.image)
    return Segmenter(form: form).segment(image, transform: page.map)[0]
  }

  @Test("Empty boxes are blank, written ones are not, at any quality", arguments: 0..<12)
  func blank(seed: Int) {
    var g = SeededGenerator(seed: UInt64(seed))
    let isRough = seed % 2 == 1
    let dpi = [200.0, 300, 600][seed % 3]
    var page = TestPage(Self.form, dpi: dpi, degrees: g.uniform(-3...3), quarters: seed % 4, paper: 240)
    page.boxes(of: Self.form, width: g.uniform(0.15...(isRough ? 0.5 : 0.35)), ink: UInt8(g.uniform(0...100)))
    for box in 0..<7 where box % 2 == 1 {
      page.digit(
        box * 3 % 10, in: Self.row.box(box), height: g.uniform(0.5...0.9), pen: g.uniform(0.25...0.9),
        ink: UInt8(g.uniform(0...90)))
    }
    page.specks(isRough ? 2 : 0.5, form: Self.form, &g)
    page.noise(isRough ? 16 : 8, &g)
    for asBits in [true, false] {
      for (index, box) in Self.cut(page, asBits: asBits).enumerated() {
        if index % 2 == 1 {
          #expect(box.blankProbability < 0.01, "seed \(seed), box \(index), bits \(asBits)")
          #expect(box.glyph != .blank)
        } else {
          #expect(box.blankProbability > 0.99, "seed \(seed), box \(index), bits \(asBits)")
        }
      }
    }
  }

  @Test("A digit gives the same glyph however its page lies and is scanned", arguments: 0..<10)
  func invariance(digit: Int) {
    let write = { (page: inout TestPage) in page.digit(digit, in: Self.row.box(2), pen: 0.6) }
    let reference = Self.cut(Self.page(write: write))[2].glyph
    for (dpi, degrees, quarters) in [(300.0, 2.0, 0), (300, -5, 1), (200, 1, 2), (600, 0.3, 3), (400, 10, 0)]
    {
      let page = Self.page(dpi: dpi, degrees: degrees, quarters: quarters, write: write)
      let difference = Self.cut(page)[2].glyph.difference(from: reference)
      #expect(difference < 16, "\(dpi) dpi, \(degrees)°, \(quarters) quarters: \(difference)")
    }
  }

  @Test("Where no line is touched, boxes make no difference", arguments: [true, false])
  func untouched(asBits: Bool) {
    for digit in 0..<10 {
      let write = { (page: inout TestPage) in page.digit(digit, in: Self.row.box(3), height: 0.6) }
      let with = Self.cut(Self.page(degrees: 1.3, write: write), asBits: asBits)[3].glyph
      let without = Self.cut(Self.page(degrees: 1.3, hasBoxes: false, write: write), asBits: asBits)[3].glyph
      #expect(with.difference(from: without) < 1, "digit \(digit)")
    }
  }

  @Test(
    "A stroke that crosses its box's line survives, and the line does not",
    arguments: [(0.0, 2.0), (0, -2), (2, 0), (-2, 0), (1.5, 1.8)])
  func crossing(x: Double, y: Double) {
    for asBits in [true, false] {
      for ink in [UInt8(0), 120] {
        var sum = 0.0
        for digit in 0..<10 {
          let write = { (page: inout TestPage) in
            page.digit(digit, in: Self.row.box(3), pen: 0.6, offset: (x, y))
          }
          let with = Self.cut(Self.page(degrees: 0.8, ink: ink, write: write), asBits: asBits)[3].glyph
          let without = Self.cut(Self.page(degrees: 0.8, hasBoxes: false, write: write), asBits: asBits)[3]
            .glyph
          let difference = with.difference(from: without)
          #expect(difference < 55, "digit \(digit), bits \(asBits), ink \(ink): \(difference)")
          sum += difference
        }
        #expect(sum / 10 < 25, "bits \(asBits), ink \(ink): \(sum / 10)")
      }
    }
  }

  @Test("Ink that leaves its box is brought home, and the neighbour's box stays blank")
  func home() {
    let write = { (page: inout TestPage) in page.digit(7, in: Self.row.box(3), pen: 0.5, offset: (1.9, 0)) }
    let boxes = Self.cut(Self.page(write: write))
    #expect(boxes[4].blankProbability > 0.99)
    #expect(!boxes[3].hasStrayInk)
    let alone = Self.cut(Self.page(hasBoxes: false, write: write))[3].glyph
    #expect(boxes[3].glyph.difference(from: alone) < 30)
  }

  @Test(
    "A stroke along the line to a neighbour that reaches it may be the neighbour's; one in the middle is not")
  func besideLine() {
    let (box, neighbour) = (Self.row.box(2), Self.row.box(3))
    for (x, isDoubtful) in [(box.maxX - 0.5, true), (box.center.x, false)] {
      let boxes = Self.cut(
        Self.page { page in
          page.line(Point(x: x, y: box.minY + 1.5), Point(x: x, y: box.maxY - 1.5), width: 0.4)
          page.digit(6, in: neighbour, offset: (-1.2, 0))
        })
      #expect((boxes[2].blankProbability > 0.1) == isDoubtful, "\(boxes[2].blankProbability)")
      #expect(boxes[2].blankProbability < 0.5)
    }
  }

  @Test("A stroke through several boxes is shared out and said to be stray")
  func through() {
    let page = Self.page { page in
      for box in 1...3 { page.digit(box, in: Self.row.box(box), pen: 0.5) }
      page.line(Point(x: 137, y: 34), Point(x: 157, y: 35), width: 0.5)
    }
    let boxes = Self.cut(page)
    for box in 1...3 {
      #expect(boxes[box].hasStrayInk)
      #expect(boxes[box].blankProbability < 0.01)
    }
    #expect(!boxes[6].hasStrayInk)
  }

  @Test("What goes on beyond a corner of its box is its character's", arguments: [true, false])
  func beyondCorner(asBits: Bool) {
    let box = Self.row.box(2)
    let write = { (page: inout TestPage) in
      // Where it turns it runs along the box's side.
      let points = [
        Point<FormSpace>(x: box.minX + 1.5, y: box.minY + 3), Point(x: box.maxX, y: box.maxY - 0.45),
        Point(x: box.maxX, y: box.maxY), Point(x: box.minX + 1, y: box.maxY + 1.4),
      ]
      for (from, to) in zip(points, points.dropFirst()) { page.line(from, to, width: 0.3) }
    }
    let reference = Self.cut(Self.page(hasBoxes: false, write: write), asBits: asBits)[2].glyph
    let glyph = Self.cut(Self.page(width: 0.4, write: write), asBits: asBits)[2].glyph
    #expect(glyph.difference(from: reference) < 30)
  }

  @Test("Characters that are joined beside the line are also cut where they touch", arguments: [true, false])
  func joined(asBits: Bool) {
    let write = { (page: inout TestPage) in page.digit(0, in: Self.row.box(2), height: 0.7, offset: (2.8, 0))
    }
    let touching = { (page: inout TestPage) in
      page.digit(0, in: Self.row.box(3), height: 0.7, offset: (-0.5, 0))
    }
    let alone = Self.cut(Self.page(write: write), asBits: asBits)[2].glyph
    let boxes = Self.cut(
      Self.page {
        write(&$0)
        touching(&$0)
      }, asBits: asBits)
    let closest = boxes[2].otherCuts.map { $0.left.difference(from: alone) }.min()
    #expect((closest ?? .infinity) < boxes[2].glyph.difference(from: alone))
    #expect(boxes.indices.filter { !boxes[$0].otherCuts.isEmpty } == [2])
  }

  @Test("A crossed-out character stays as it is")
  func crossedOut() {
    let box = Self.row.box(2)
    let cross = { (page: inout TestPage) in
      page.digit(8, in: box, pen: 0.5)
      for (from, to) in [(0, 2), (1, 3)] {
        let corners = box.insetBy(0.8).corners
        page.line(corners[from], corners[to], width: 0.5)
      }
    }
    let plain = Self.cut(Self.page { $0.digit(8, in: box, pen: 0.5) })[2].glyph
    let crossed = Self.cut(Self.page(write: cross))[2].glyph
    #expect(crossed.pixels.reduce(0) { $0 + Int($1) } > plain.pixels.reduce(0) { $0 + Int($1) } * 5 / 4)
  }

  @Test("Glyphs follow MNIST's convention: longer side 20 px, centre of mass in the middle of pixel 14")
  func convention() {
    for digit in 0..<10 {
      let glyph = Self.cut(Self.page { $0.digit(digit, in: Self.row.box(1), pen: 0.5) })[1].glyph
      var (mass, x, y) = (0.0, 0.0, 0.0)
      var (columns, rows) = (Set<Int>(), Set<Int>())
      for index in glyph.pixels.indices where glyph.pixels[index] > 0 {
        let value = Double(glyph.pixels[index])
        mass += value
        x += value * Double(index % 28)
        y += value * Double(index / 28)
        if value >= 100 {
          columns.insert(index % 28)
          rows.insert(index / 28)
        }
      }
      #expect(abs(x / mass - 14) < 0.3 && abs(y / mass - 14) < 0.3, "digit \(digit)")
      let side = max((columns.max() ?? 0) - (columns.min() ?? 0), (rows.max() ?? 0) - (rows.min() ?? 0)) + 1
      #expect((19...21).contains(side), "digit \(digit): \(side)")
    }
  }

  @Test("Boxes printed in a colour that drops out leave nothing, and digits in them stay")
  func dropout() {
    var form = Self.form
    form.dropout = .red
    let boxes = Self.page { _ in }
    let ink = Self.page(hasBoxes: false) { page in
      page.digit(5, in: Self.row.box(2), pen: 0.5, offset: (1.6, 1))
    }
    // Red print: bright in red, dark in green and blue where the boxes are.
    var pixels: [UInt8] = []
    for (box, digit) in zip(boxes.image.pixels, ink.image.pixels) {
      pixels += [digit, min(box, digit), min(box, digit)]
    }
    let color = PageImage.color(
      ColorImage(width: boxes.image.width, height: boxes.image.height, pixels: pixels))
    let verdict = Registrar(forms: [form]).register(color, resolution: nil)
    guard case .identified(let found) = verdict else {
      Issue.record("\(verdict)")
      return
    }
    let cut = Segmenter(form: form).segment(color, transform: found.transform)[0][2].glyph
    #expect(cut.difference(from: Self.cut(ink)[2].glyph) < 6)
  }

  @Test(
    "Where boxes dropped out, what lies along their edges is ink",
    arguments: [[1, 3, 4], [0, 1, 2, 3, 4, 5, 6]])
  func droppedOut(boxes: [Int]) {
    let page = Self.page(hasBoxes: false) { page in
      for index in boxes {
        // The bar of a 7 on the box's upper side.
        let box = Self.row.box(index)
        let left = Point<FormSpace>(x: box.minX + 1, y: box.minY)
        let right = Point<FormSpace>(x: box.maxX - 1, y: box.minY)
        page.line(left, right, width: 0.5, ink: 0)
        page.line(right, Point(x: box.minX + 2, y: box.maxY - 1), width: 0.5, ink: 0)
      }
    }
    let segmenter = Segmenter(form: Self.form)
    for asBits in [true, false] {
      let image: PageImage = asBits ? .bits(page.bits(threshold: 150)) : .grey(page.image)
      // Three of seven are no lines even where nobody tells.
      for isTold in boxes.count < 7 ? [true, false] : [true] {
        let cut = segmenter.segment(image, transform: page.map, areBoxesDropped: isTold)[0]
        for index in boxes {
          let pixels = cut[index].glyph.pixels
          let rows = (0..<10).map { row in (0..<28).reduce(0) { $0 + Int(pixels[28 * row + $1]) } }
          #expect((rows.max() ?? 0) > 9 * 255, "box \(index): its bar is gone")
        }
      }
    }
  }

  @Test("An area gives parts of its ink; a picture shows its field upright")
  func areas() {
    var form = Self.form
    form.fields[1].place = .area(Rect(x: 130, y: 48, width: 40, height: 10))
    let page = Self.page(dpi: 200, degrees: 3, quarters: 1) { $0.digit(1, in: Self.row.box(0)) }
    let segmenter = Segmenter(form: form)
    let found = segmenter.segment(.grey(page.image), transform: page.map)
    #expect(found[0].count == 7 && found[0].allSatisfy { $0.span == nil })
    #expect(found[1].allSatisfy { $0.span != nil })
    let crop = segmenter.crop(field: 1, of: .grey(page.image), transform: page.map, pixelsPerMillimetre: 10)
    #expect((crop.width, crop.height) == (450, 150))
    // The left line of the first row's first box: 2.5 mm of margin from the left.
    let row = segmenter.crop(field: 0, of: .grey(page.image), transform: page.map, pixelsPerMillimetre: 10)
    #expect(row[25, 65] < 100)
    #expect(row[15, 65] > 200)
  }

  @Test("Outside of its scan a form has blank boxes, and nothing crashes")
  func outside() {
    let image = PageImage.grey(GreyImage(width: 300, height: 200))
    for shift in [-5000.0, -100, 0, 100, 5000] {
      let map = Affine<FormSpace, ScanSpace>(a: 8, b: 0, c: 0, d: 8, tx: shift, ty: shift)
      let boxes = Segmenter(form: Self.form).segment(image, transform: map).flatMap { $0 }
      #expect(boxes.count == 12)
      #expect(boxes.allSatisfy { $0.blankProbability > 0.99 && $0.glyph == .blank })
    }
  }
}

extension Glyph {
  /// Root mean square difference of the pixels, of [0, 255].
  func difference(from other: Glyph) -> Double {
    let squares = zip(pixels, other.pixels).reduce(0.0) { sum, pair in
      let difference = Double(pair.0) - Double(pair.1)
      return sum + difference * difference
    }
    return (squares / Double(pixels.count)).squareRoot()
  }
}
