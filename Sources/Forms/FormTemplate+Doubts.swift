import Raster

/// Fields that share no more than this touch, mm: what measuring the cells of a table leaves.
private let touching = 0.05

extension FormTemplate {
  /// What may stand in a template, but was hardly meant; the form is read all the same.
  ///
  /// In the form's order; complete only where there are no `problems()`.
  package func doubts() -> [TemplateProblem] {
    rowDoubts() + overlapDoubts() + markDoubts() + printDoubts()
  }

  private func rowDoubts() -> [TemplateProblem] {
    fields.enumerated().flatMap { index, field -> [TemplateProblem] in
      guard case .boxes(let row) = field.place else { return [] }
      return row.doubts().map {
        TemplateProblem(keyPath: "fields[\(index)].boxes.\($0.keyPath)", message: $0.message)
      }
    }
  }

  private func overlapDoubts() -> [TemplateProblem] {
    var doubts: [TemplateProblem] = []
    for second in fields.indices.dropFirst() {
      for first in 0..<second where fields[first].place.overlaps(fields[second].place) {
        doubts.append(
          TemplateProblem(
            keyPath: "fields[\(second)].\(fields[second].place.key)",
            message: "overlaps fields[\(first)] (\"\(fields[first].name)\")"))
      }
    }
    return doubts
  }

  private func markDoubts() -> [TemplateProblem] {
    marks.enumerated().flatMap { index, mark in
      fields.indices.filter { FieldPlace.area(mark).overlaps(fields[$0].place) }.map {
        TemplateProblem(
          keyPath: "marks[\(index)]",
          message: "lies over fields[\($0)] (\"\(fields[$0].name)\"), where it would be read as ink; "
            + "marks stand clear of what people write")
      }
    }
  }

  /// Of what else is printed: where it would stand off the page.
  private func printDoubts() -> [TemplateProblem] {
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

extension FieldPlace {
  /// The key the place is configured under.
  fileprivate var key: String {
    switch self {
    case .boxes: "boxes"
    case .area: "area"
    }
  }

  /// The rectangles ink is taken from.
  private var rects: [Rect<FormSpace>] {
    switch self {
    case .boxes(let row): row.count > 0 && row.count <= Limit.boxes ? row.boxes : []
    case .area(let rect): [rect]
    }
  }

  /// Whether some ink would belong to both; shared borders do not count.
  fileprivate func overlaps(_ other: FieldPlace) -> Bool {
    let others = other.rects
    return rects.contains { rect in others.contains { rect.overlaps($0, touching: touching) } }
  }
}

extension BoxRow {
  fileprivate func doubts() -> [TemplateProblem] {
    var doubts: [TemplateProblem] = []
    if pitch < width - touching {
      doubts.append(
        TemplateProblem(keyPath: "pitch", message: "is less than the width \(width): boxes overlap"))
    }
    if groups.isEmpty, groupGap > 0 {
      doubts.append(
        TemplateProblem(
          keyPath: "groupGap", message: "has no effect without groups; did you mean \(fours) too?"))
    }
    return doubts
  }

  /// The boxes by fours, as an example of `groups`.
  private var fours: String {
    let sizes = stride(from: 0, to: count, by: 4).map { min(4, count - $0) }
    return "\"groups\": [\(sizes.map(String.init).joined(separator: ", "))]"
  }
}
