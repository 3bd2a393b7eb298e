import Raster

/// What is wrong with a template's geometry.
package struct TemplateProblem: Hashable, Sendable {
  /// Where, relative to the form: `page.width`, `fields[2].boxes.pitch`, `marks[0]`.
  package var keyPath: String
  /// What, in words that follow the key path; lengths in mm.
  package var message: String

  package init(keyPath: String, message: String) {
    self.keyPath = keyPath
    self.message = message
  }
}

/// Limits of what may be configured; beyond them a slip of the decimal point is likelier than such paper.
private enum Limit {
  /// Larger than A0, mm.
  static let page = 1500.0
  /// Slack for sums of decimal fractions, mm.
  static let slack = 1e-6
  /// Fields that share no more than this touch, mm: what measuring the cells of a table leaves.
  static let touching = 0.05
  /// The narrowest box, mm: below it, lengths were given in centimetres.
  static let box = 1.0
  /// More boxes than any number has characters.
  static let boxes = 200
}

extension FormTemplate {
  /// All problems of the geometry, in the form's order; empty where there is none.
  package func problems() -> [TemplateProblem] {
    var problems = pageProblems()
    for (index, field) in fields.enumerated() {
      problems += field.problems(pageWidth: pageWidth, pageHeight: pageHeight)
        .map { TemplateProblem(keyPath: "fields[\(index)].\($0.keyPath)", message: $0.message) }
    }
    return problems + nameProblems() + overlapProblems() + markProblems() + printProblems()
  }

  private func pageProblems() -> [TemplateProblem] {
    var problems: [TemplateProblem] = []
    for (key, length) in [("page.width", pageWidth), ("page.height", pageHeight)]
    where !(length > 0 && length <= Limit.page) {
      problems.append(TemplateProblem(keyPath: key, message: "must be above 0 and at most \(Limit.page) mm"))
    }
    if fields.isEmpty { problems.append(TemplateProblem(keyPath: "fields", message: "must not be empty")) }
    return problems
  }

  private func nameProblems() -> [TemplateProblem] {
    var problems: [TemplateProblem] = []
    var first: [String: Int] = [:]
    for (index, field) in fields.enumerated() {
      let path = "fields[\(index)].name"
      if field.name.isEmpty {
        problems.append(TemplateProblem(keyPath: path, message: "must not be empty"))
      } else if let other = first[field.name] {
        problems.append(
          TemplateProblem(keyPath: path, message: "is the name of fields[\(other)] too: \"\(field.name)\""))
      } else {
        first[field.name] = index
      }
    }
    return problems
  }

  private func overlapProblems() -> [TemplateProblem] {
    var problems: [TemplateProblem] = []
    for second in fields.indices.dropFirst() {
      for first in 0..<second where fields[first].place.overlaps(fields[second].place) {
        problems.append(
          TemplateProblem(
            keyPath: "fields[\(second)].\(fields[second].place.key)",
            message: "overlaps fields[\(first)] (\"\(fields[first].name)\")"))
      }
    }
    return problems
  }

  private func markProblems() -> [TemplateProblem] {
    marks.enumerated().flatMap { index, mark in
      let path = "marks[\(index)]"
      let problems = mark.problems(keyPath: path, pageWidth: pageWidth, pageHeight: pageHeight)
      let under = fields.indices.filter { FieldPlace.area(mark).overlaps(fields[$0].place) }
      return problems
        + under.map {
          TemplateProblem(
            keyPath: path,
            message: "lies over fields[\($0)] (\"\(fields[$0].name)\"), where it would be read as ink; "
              + "marks stand clear of what people write")
        }
    }
  }

  /// Of what else is printed: where it would stand off the page.
  private func printProblems() -> [TemplateProblem] {
    let isOff = { (point: Point<FormSpace>) in
      point.x < 0 || point.x > pageWidth || point.y < 0 || point.y > pageHeight
    }
    let texts = printing.texts.enumerated().map { ("texts[\($0)]", [$1.place]) }
    let rules = printing.rules.enumerated().map { ("rules[\($0)]", [$1.start, $1.end]) }
    return (texts + rules).filter { $0.1.contains(where: isOff) }.map { key, _ in
      TemplateProblem(
        keyPath: "print.\(key)", message: "lies off the page (\(pageWidth) × \(pageHeight) mm)")
    }
  }
}

extension FieldTemplate {
  fileprivate func problems(pageWidth: Double, pageHeight: Double) -> [TemplateProblem] {
    switch place {
    case .area(let rect): rect.problems(keyPath: "area", pageWidth: pageWidth, pageHeight: pageHeight)
    case .boxes(let row): row.problems(pageWidth: pageWidth, pageHeight: pageHeight)
    }
  }
}

extension FieldPlace {
  /// The key the place is configured under.
  fileprivate var key: String {
    switch self {
    case .boxes: "boxes"
    case .area: "area"
    }
  }

  /// The rectangles ink is taken from.
  fileprivate var rects: [Rect<FormSpace>] {
    switch self {
    case .boxes(let row): row.count > 0 && row.count <= Limit.boxes ? row.boxes : []
    case .area(let rect): [rect]
    }
  }

  /// Whether some ink would belong to both; shared borders do not count.
  fileprivate func overlaps(_ other: FieldPlace) -> Bool {
    let others = other.rects
    return rects.contains { rect in others.contains { rect.overlaps($0, touching: Limit.touching) } }
  }
}

extension BoxRow {
  fileprivate func problems(pageWidth: Double, pageHeight: Double) -> [TemplateProblem] {
    var problems = sizeProblems()
    if groups.contains(where: { $0 < 1 }) {
      problems.append(TemplateProblem(keyPath: "boxes.groups", message: "must each be 1 or more"))
    } else if !groups.isEmpty, groups.reduce(0, +) != count {
      let sum = groups.reduce(0, +)
      problems.append(
        TemplateProblem(keyPath: "boxes.groups", message: "sum to \(sum), not to count \(count)"))
    } else if groups.isEmpty, groupGap > 0 {
      problems.append(
        TemplateProblem(
          keyPath: "boxes.groupGap", message: "has no effect without groups; did you mean \(fours) too?"))
    }
    guard problems.isEmpty else { return problems }
    let last = box(count - 1)
    let whole = Rect<FormSpace>(x: x, y: y, width: last.maxX - x, height: height)
    return whole.problems(keyPath: "boxes", pageWidth: pageWidth, pageHeight: pageHeight)
  }

  /// The boxes by fours, as an example of `groups`.
  private var fours: String {
    let sizes = stride(from: 0, to: count, by: 4).map { min(4, count - $0) }
    return "\"groups\": [\(sizes.map(String.init).joined(separator: ", "))]"
  }

  private func sizeProblems() -> [TemplateProblem] {
    var problems: [TemplateProblem] = []
    for (key, length) in [("boxes.width", width), ("boxes.height", height), ("boxes.pitch", pitch)]
    where !(length > 0 && length.isFinite) {
      problems.append(TemplateProblem(keyPath: key, message: "must be above 0"))
    }
    for (key, length) in [("boxes.width", width), ("boxes.height", height)]
    where length > 0 && length < Limit.box {
      problems.append(
        TemplateProblem(
          keyPath: key, message: "is less than \(Limit.box) mm: nobody writes into that; lengths are in mm"))
    }
    if !(count >= 1 && count <= Limit.boxes) {
      problems.append(TemplateProblem(keyPath: "boxes.count", message: "must be 1 to \(Limit.boxes)"))
    }
    if pitch > 0, width > 0, pitch < width - Limit.slack {
      problems.append(
        TemplateProblem(
          keyPath: "boxes.pitch",
          message:
            "is less than the width \(width): boxes overlap; it counts from one box's left side to the next's"
        ))
    }
    if !(groupGap >= 0 && groupGap.isFinite) {
      problems.append(TemplateProblem(keyPath: "boxes.groupGap", message: "must be 0 or more"))
    }
    return problems
  }
}

extension Rect where S == FormSpace {
  /// Size and place on the page.
  fileprivate func problems(keyPath: String, pageWidth: Double, pageHeight: Double) -> [TemplateProblem] {
    guard width > 0, height > 0, [x, y, width, height].allSatisfy(\.isFinite) else {
      return [TemplateProblem(keyPath: keyPath, message: "must have a width and a height above 0")]
    }
    let over = [
      (-minX, "the left"), (-minY, "the top"), (maxX - pageWidth, "the right"),
      (maxY - pageHeight, "the bottom"),
    ].filter { $0.0 > Limit.slack }
    guard !over.isEmpty else { return [] }
    let sides = over.map { "by \(($0.0 * 100).rounded() / 100) mm at \($0.1)" }.joined(separator: ", ")
    // A page of so few millimetres that would do in centimetres was meant so.
    let isPixels = over.contains { $0.0 > 300 }
    let hint =
      max(pageWidth, pageHeight) < 60
      ? "; lengths are in mm" : isPixels ? "; lengths are in mm, not pixels" : ""
    let page = "(\(pageWidth) × \(pageHeight) mm)"
    return [TemplateProblem(keyPath: keyPath, message: "reaches over the page \(page) \(sides)\(hint)")]
  }
}
