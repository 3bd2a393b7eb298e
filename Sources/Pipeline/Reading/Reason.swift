/// Why a field waits, or what is to be known of an accepted one; in the contract's order, what it does not name last.
package enum Reason: String, Hashable, Sendable, CaseIterable, Comparable {
  case lowConfidence = "low-confidence"
  case ambiguous
  case checksum
  case format
  case repaired
  case notInList = "not-in-list"
  case blankBox = "blank-box"
  case strayInk = "stray-ink"
  case notACharacter = "not-a-character"
  case registration
  case duplicateValue = "duplicate-value"
  case disagrees
  case sampled
  /// Two people key it, however sure the reading is.
  case doubleKey = "double-key"
  /// A part of the page could not be decoded; none of its fields lies there.
  case damaged

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? Self.allCases.count }

  package static func < (a: Reason, b: Reason) -> Bool { a.rank < b.rank }
}
