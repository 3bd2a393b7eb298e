import Raster

/// What is wrong with a template's geometry, or doubtful.
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
enum Limit {
  /// Larger than A0, mm.
  static let page = 1500.0
  /// Slack for sums of decimal fractions, mm.
  static let slack = 1e-6
  /// How far boxes of a row may lie over each other, mm: those that share a line, measured with their lines.
  static let sharedLine = 1.0
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
    return problems + nameProblems() + markProblems()
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

  private func markProblems() -> [TemplateProblem] {
    marks.enumerated().flatMap { index, mark in
      mark.problems(keyPath: "marks[\(index)]", pageWidth: pageWidth, pageHeight: pageHeight)
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

extension BoxRow {
  fileprivate func problems(pageWidth: Double, pageHeight: Double) -> [TemplateProblem] {
    var problems = sizeProblems()
    if groups.contains(where: { $0 < 1 }) {
      problems.append(TemplateProblem(keyPath: "boxes.groups", message: "must each be 1 or more"))
    } else if !groups.isEmpty, groups.reduce(0, +) != count {
      let sum = groups.reduce(0, +)
      problems.append(
        TemplateProblem(keyPath: "boxes.groups", message: "sum to \(sum), not to count \(count)"))
    }
    guard problems.isEmpty else { return problems }
    let last = box(count - 1)
    let whole = Rect<FormSpace>(x: x, y: y, width: last.maxX - x, height: height)
    return whole.problems(keyPath: "boxes", pageWidth: pageWidth, pageHeight: pageHeight)
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
    if pitch > 0, width > 0, pitch < width - Limit.sharedLine {
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
