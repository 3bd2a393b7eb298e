package import Ledger

/// What the review page is sent and sends back; encoded as JSON with these names.
package enum ReviewItem: Sendable, Encodable {
  case field(FieldItem)
  case page(PageItem)

  package var id: String {
    switch self {
    case .field(let item): item.id
    case .page(let item): item.id
    }
  }

  package func encode(to encoder: any Encoder) throws {
    switch self {
    case .field(let item): try item.encode(to: encoder)
    case .page(let item): try item.encode(to: encoder)
    }
  }
}

/// A field to be decided.
package struct FieldItem: Sendable, Encodable {
  package var kind = "field"
  package var id: String
  /// How many words were said of it; an answer to another version is refused.
  package var version: Int
  package var document: String
  package var page: Int
  package var form: String
  package var field: String
  package var type: String
  /// Why it waits; none where the reading is hidden.
  package var reasons: [String]
  /// The note with which somebody put it aside.
  package var note: String
  /// Whether the reading is hidden and all is keyed.
  package var isBlind: Bool
  /// Whether characters may be added and taken away: the field has no boxes.
  package var isOpen: Bool
  /// What is decided so far, where the field waits no longer.
  package var value: String?
  package var status: String
  package var cells: [Cell]
  package var view: View
  /// Where the field should lie on an upright page, as shares of it: x, y, width, height; of a page that was not
  /// recognised only.
  package var expected: [Double]?
  /// The field's rectangle in pixels of the scan, as x, y, width, height; none where nothing was read.
  package var place: [Double]?

  /// What the field's picture shows.
  package enum View: String, Sendable, Encodable {
    /// The field on the paper.
    case field
    /// Its characters side by side: no other picture is kept.
    case strip
    /// The whole page, which was not recognised.
    case page
  }

  /// One character.
  package struct Cell: Sendable, Encodable {
    /// What is read, or was decided: a character, `_` for an empty box, `?` for none; empty where it is hidden.
    package var character: String
    /// Of [0, 1], of the box by itself; nil where it is hidden.
    package var probability: Double?
    /// Up to three.
    package var alternatives: [Alternative]
    /// Whether it must be typed.
    package var mustType: Bool
    /// Whether there is a picture of it.
    package var hasPicture: Bool
    /// Where the box lies in the field's picture: left and width, shares of the picture's width; none for areas.
    package var place: [Double]?
  }

  package struct Alternative: Sendable, Encodable {
    package var character: String
    package var probability: Double
  }
}

/// A page that fits no form.
package struct PageItem: Sendable, Encodable {
  package var kind = "page"
  package var id: String
  package var document: String
  package var page: Int
  package var reason: String
  package var message: String
  package var note: String
  package var hasPicture: Bool
  /// The configured forms: those that were laid over the page first, best first, then those that nothing speaks for.
  package var forms: [LikelyForm]
}

/// What a reviewer says of a field.
package struct FieldAnswer: Sendable, Decodable {
  package enum Action: String, Sendable, Decodable {
    case save
    case illegible
    case aside
  }

  package var id: String
  /// Of the item that is answered.
  package var version: Int?
  package var action: Action
  /// A character, or `_` for an empty box, a cell.
  package var cells: [String]?
  /// The cells that were typed.
  package var typed: [Int]?
  /// Whether a value that fails is to be kept all the same.
  package var insists: Bool?
  package var note: String?
  package var seconds: Double?

  package init(
    id: String, action: Action, cells: [String]? = nil, typed: [Int]? = nil, insists: Bool? = nil,
    note: String? = nil, seconds: Double? = nil, version: Int? = nil
  ) {
    (self.id, self.action, self.cells, self.typed) = (id, action, cells, typed)
    (self.insists, self.note, self.seconds, self.version) = (insists, note, seconds, version)
  }
}

/// What a reviewer says of a page that fits no form.
package struct PageAnswer: Sendable, Decodable {
  package enum Action: String, Sendable, Decodable {
    case form
    case rescan
    case notAForm
    case aside
  }

  package var id: String
  package var action: Action
  package var form: String?
  package var note: String?
  package var seconds: Double?

  package init(
    id: String, action: Action, form: String? = nil, note: String? = nil, seconds: Double? = nil
  ) {
    (self.id, self.action, self.form, self.note, self.seconds) = (id, action, form, note, seconds)
  }
}

/// What came of an answer.
package enum ReviewOutcome: Sendable, Encodable, Hashable {
  /// On the disk; `agrees` where the reading was hidden: whether it is the same.
  case saved(agrees: Bool?)
  /// Nothing was saved: the value fails its format for this reason; insisting saves it.
  case fails(String)
  /// Nothing was saved: these cells must be typed.
  case mustType([Int])
  /// Nothing was saved: somebody else has the item, or it waits no longer.
  case gone

  private enum CodingKeys: String, CodingKey {
    case outcome, agrees, fault, cells
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .saved(let agrees):
      try container.encode("saved", forKey: .outcome)
      try container.encodeIfPresent(agrees, forKey: .agrees)
    case .fails(let fault):
      try container.encode("fails", forKey: .outcome)
      try container.encode(fault, forKey: .fault)
    case .mustType(let cells):
      try container.encode("mustType", forKey: .outcome)
      try container.encode(cells, forKey: .cells)
    case .gone: try container.encode("gone", forKey: .outcome)
    }
  }
}

/// Boxes read as the same character, the least sure first.
package struct Carpet: Sendable, Encodable {
  package var character: String
  package var boxes: [Box]
  /// Boxes to be looked at, by character.
  package var waiting: [String: Int]

  package struct Box: Sendable, Encodable {
    package var id: String
    package var box: Int
    package var probability: Double
  }
}

/// What a reviewer says of a carpet.
package struct CarpetAnswer: Sendable, Decodable {
  package struct Box: Sendable, Decodable {
    package var id: String
    package var box: Int
    /// The character that stands there, `_` for an empty box; `?` leaves the box to the field view.
    package var character: String

    package init(id: String, box: Int, character: String) {
      (self.id, self.box, self.character) = (id, box, character)
    }
  }

  package var boxes: [Box]
  package var seconds: Double?

  package init(boxes: [Box], seconds: Double? = nil) {
    (self.boxes, self.seconds) = (boxes, seconds)
  }
}

/// What came of a carpet.
package struct CarpetOutcome: Sendable, Encodable {
  /// Boxes.
  package var saved: Int
  /// Fields that are decided now: nothing doubtful was left in them.
  package var fieldsDecided: Int
  /// Boxes of fields that somebody else has, or that wait no longer: nothing was saved of them.
  package var gone: Int
}

/// What came of taking something back.
package enum UndoOutcome: Sendable {
  /// The reviewer has said nothing that stands.
  case nothing
  /// Somebody else has in view what the reviewer said last.
  case held
  /// Taken back; where the words were on a field or page, it is shown again.
  case undone(ReviewItem?)
}
