package import Raster

/// All that registration found on a page, for people who ask why it was read or refused.
package struct RegistrationReport: Hashable, Sendable {
  package var verdict: RegistrationVerdict
  /// How far the page's printed lines are turned, radians clockwise, of [−12°, 12°].
  package var skew: Double
  /// The straight strokes that were found, by their ends.
  package var strokes: [[Point<ScanSpace>]]
  /// What may be registration marks, by their centres; empty where no form has any.
  package var marks: [Point<ScanSpace>]
  /// The ways in which forms were laid over the page, best first.
  package var candidates: [RegistrationCandidate]
}

/// A form laid over a page, and what speaks against it.
package struct RegistrationCandidate: Hashable, Sendable {
  package var registration: Registration
  /// Found less missing length of edges and marks' outlines, mm.
  package var evidence: Double
  /// Empty for one that a page is read by.
  package var faults: [RegistrationFault]
}

/// What speaks against a form that was laid over a page.
package enum RegistrationFault: Hashable, Sendable {
  /// The page would have to be stretched or sheared more than paper and scanners do.
  case distorted
  /// Page and scan would hardly lie over each other.
  case misplaced
  /// Lines go on beyond this share of the boxes' ends, as those of a table do.
  case continued(Double)
  /// So many lines run from top to bottom through what should be a frame without dividers.
  case divided(Int)
  /// Only this share of the box edges was found.
  case fewEdges(Double)
  /// Of the horizontal or of the vertical edges of one field, by its index, only this share was found.
  case missingField(Int, Double)
  /// Only this share of all horizontal, or of all vertical edges was found.
  case oneDirection(Double)
  /// Only this share of all left, right, top or bottom edges was found.
  case missingSide(Double)
  /// So many boxes stand where the form has none, while its own dropped out, or are fewer on a scan of another size.
  case strangeBoxes(Int)
  /// So many of the form's marks were found, of so many.
  case fewMarks(Int, of: Int)
  /// Its boxes are gone, and the marks that were found stand in one line: nothing tells the scale across it.
  case marksInLine
  /// Edges lie this far from where they should, mm.
  case residual(Double)
  /// Lines go off by so much towards the ends of their rows, mm.
  case drift(Double)
  /// Another form, by its index, or the same one in another place or turned round, fits about as well.
  case ambiguous(form: Int, isTurned: Bool)
}
