import FieldDecoding

/// The marks between the characters of an amount in an undivided area: the comma that sets off cents, and those of
/// thousands.
struct AmountMarks {
  /// How many characters stand behind each mark.
  private let behind: Set<Int>

  /// Ink that is left out is a mark from this omission on.
  private static let leastOmission = 0.3

  /// - Parameter read: which of `segments`, left to right, are characters.
  init(_ segments: [SegmentEvidence], read: [Int]) {
    let taken = read.map { segments[$0].pieces }
    let marks = segments.filter { segment in
      segment.pieces.count == 1 && segment.omission >= Self.leastOmission
        && !taken.contains { $0.overlaps(segment.pieces) }
    }
    behind = Set(
      marks.map { mark in taken.count { $0.lowerBound >= mark.pieces.upperBound } }.filter {
        $0 < taken.count
      })
  }

  /// Whether the last two characters are set off as cents, and all other marks set off thousands.
  ///
  /// Without such a comma 1250 may be twelve fifty or a thousand: somebody has to look.
  var showCents: Bool { behind.contains(2) && behind.allSatisfy { $0 == 0 || $0 % 3 == 2 } }
}
