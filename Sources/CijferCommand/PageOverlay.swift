import Drawing
import Forms
import Ingest
import Ledger
import Pipeline
import Raster

/// What was understood of a page, drawn over its scan, and in words.
struct PageOverlay {
  /// Longer side of the picture, at most.
  private static let longest = 2400

  let image: ColorImage
  /// A line a field: form, field, status, reading, confidence, reasons; TAB between.
  let lines: [String]

  init(_ scanned: ScannedPage, _ read: ReadPage, forms: [FormTemplate]) {
    let page = scanned.image
    let scale = max(1, (max(page.width, page.height) + Self.longest - 1) / Self.longest)
    var canvas = Canvas<ScanSpace>(Self.reduced(page.grey(), by: scale))
    let unit = max(1, canvas.width / 900)
    for damage in scanned.damage {
      canvas.outline(damage.place.corners.map { Self.reduced($0, scale) }, width: 3, .red)
    }
    Self.drawFindings(read.report, scale, on: &canvas)
    if let registration = read.registration {
      let form = forms[registration.form]
      let good = if case .identified = read.record.outcome { true } else { false }
      Self.drawTemplate(form, registration, scale, good ? .blue : .red, on: &canvas)
    }
    for field in read.record.fields { Self.draw(field, scale, unit, on: &canvas) }
    canvas.text(
      Self.headline(read), at: Point(x: 8, y: 8), scale: unit + 1, .white, background: .black)
    image = canvas.image
    lines = Self.words(read, scanned.damage, forms: forms)
  }

  /// The straight strokes and marks that registration found, under everything else.
  private static func drawFindings(
    _ report: RegistrationReport, _ scale: Int, on canvas: inout Canvas<ScanSpace>
  ) {
    for ends in report.strokes where ends.count == 2 {
      canvas.line(from: reduced(ends[0], scale), to: reduced(ends[1], scale), Color.orange.opacity(0.6))
    }
    for mark in report.marks {
      let center = reduced(mark, scale)
      let arm = 8.0
      canvas.line(
        from: Point(x: center.x - arm, y: center.y), to: Point(x: center.x + arm, y: center.y), width: 2,
        .orange)
      canvas.line(
        from: Point(x: center.x, y: center.y - arm), to: Point(x: center.x, y: center.y + arm), width: 2,
        .orange)
    }
  }

  private static func reduced(_ image: GreyImage, by scale: Int) -> GreyImage {
    guard scale > 1 else { return image }
    var small = GreyImage(width: image.width / scale, height: image.height / scale)
    for y in 0..<small.height {
      for x in 0..<small.width {
        var sum = 0
        for row in 0..<scale {
          for column in 0..<scale { sum += Int(image[x * scale + column, y * scale + row]) }
        }
        small[x, y] = UInt8(sum / (scale * scale))
      }
    }
    return small
  }

  /// A template over a scan, the fields' names above it.
  static func preview(
    _ form: FormTemplate, _ registration: Registration, over page: PageImage, isGood: Bool
  ) -> ColorImage {
    let scale = max(1, (max(page.width, page.height) + longest - 1) / longest)
    var canvas = Canvas<ScanSpace>(reduced(page.grey(), by: scale))
    let unit = max(1, canvas.width / 900)
    let color: Color = isGood ? .blue : .red
    drawTemplate(form, registration, scale, color, on: &canvas)
    for field in form.fields {
      let corner =
        switch field.place {
        case .boxes(let row): Point<FormSpace>(x: row.x, y: row.y)
        case .area(let area): Point<FormSpace>(x: area.x, y: area.y)
        }
      var place = reduced(registration.transform(corner), scale)
      place.y -= Double(12 * unit)
      canvas.text(field.name, at: place, scale: unit, color, background: .white)
    }
    return canvas.image
  }

  private static func drawTemplate(
    _ form: FormTemplate, _ registration: Registration, _ scale: Int, _ color: Color,
    on canvas: inout Canvas<ScanSpace>
  ) {
    for field in form.fields {
      let boxes =
        switch field.place {
        case .boxes(let row): row.boxes
        case .area(let area): [area]
        }
      for box in boxes {
        canvas.outline(box.corners.map { reduced(registration.transform($0), scale) }, width: 1.5, color)
      }
    }
  }

  private static func reduced(_ point: Point<ScanSpace>, _ scale: Int) -> Point<ScanSpace> {
    Point(x: point.x / Double(scale), y: point.y / Double(scale))
  }

  /// The reading over the field's boxes, in the colour of its status.
  private static func draw(
    _ field: FieldRecord, _ scale: Int, _ unit: Int, on canvas: inout Canvas<ScanSpace>
  ) {
    let color: Color =
      switch field.status {
      case .accepted, .audit: .green
      case .blank: .grey
      default: .orange
      }
    guard let first = field.readCharacters.first else { return }
    let place = Point<ScanSpace>(
      x: first.pixels[0] / Double(scale), y: first.pixels[1] / Double(scale) - Double(12 * unit))
    let reasons = field.reasons.isEmpty ? "" : " (\(field.reasons.joined(separator: " ")))"
    let text =
      "\(field.field): \(field.reading.text) \(CSVText.sixDecimals(field.reading.confidence))\(reasons)"
    canvas.text(text, at: place, scale: unit, color, background: .white)
    for character in field.readCharacters {
      let best = character.probabilities.indices.max {
        character.probabilities[$0] < character.probabilities[$1]
      }
      guard let best else { continue }
      let label = String(Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_?")[best])
      let point = Point<ScanSpace>(
        x: (character.pixels[0] + character.pixels[2] / 2) / Double(scale),
        y: (character.pixels[1] + character.pixels[3]) / Double(scale) + Double(2 * unit))
      let isSure = character.probabilities[best] >= 0.99
      canvas.text(label, at: point, scale: unit, isSure ? .green : .red, background: .white)
    }
  }

  private static func headline(_ read: ReadPage) -> String {
    switch read.record.outcome {
    case .identified(let form, let residual, let share):
      "\(form): residual \(CSVText.sixDecimals(residual).prefix(4)) mm, \(Int((share * 100).rounded())) % of edges"
    case .blank: "blank page"
    case .failed(let failure, _): "\(failure.code): \(failure.message)"
    }
  }

  private static func words(
    _ read: ReadPage, _ damage: [PageDamage], forms: [FormTemplate]
  ) -> [String] {
    // Of a page that was not read: how each form was tried, and what speaks against it.
    let tried = if case .failed = read.record.outcome { read.report.lines(among: forms) } else { [String]() }
    return [headline(read)] + damage.map { "damaged: \($0.error.message)" } + tried
      + read.record.fields.map { field in
        [
          field.field, field.status.rawValue, field.reading.text,
          CSVText.sixDecimals(field.reading.confidence),
          field.reasons.joined(separator: ";"),
        ].joined(separator: "\t")
      }
  }
}
