package import FieldDecoding
package import NumberFormats

extension BoxEvidence {
  /// A segmenter's certainty is capped here, so that no box can forbid a value altogether.
  static let leastBlankDoubt = 1e-6

  /// A network's word that a picture is none of its own characters counts at most 1 / this in favour of the other
  /// kind: networks that see a 0 and an O both say "mine", and the noise of what little they leave to junk must not
  /// decide between them.
  static let leastJunk = 0.002

  /// What is known of one box: `blank` from the segmenter, the networks' opinion of its picture, and the
  /// characters that may stand there.
  ///
  /// Boxes that may hold either kind begin with half-half odds; letters without a network are alike.
  package init(blank: Double, opinion: GlyphOpinion, alphabet: [Symbol]) {
    let blank = min(max(blank, Self.leastBlankDoubt), 1 - Self.leastBlankDoubt)
    let allDigits = alphabet.filter(\.isDigit)
    let allLetters = alphabet.filter(\.isLetter)
    let digits = allDigits.isEmpty ? nil : opinion.digits ?? Distribution(uniformOver: allDigits)
    let letters = allLetters.isEmpty ? nil : opinion.letters ?? Distribution(uniformOver: allLetters)
    var values = Self.combine(digits, letters, knowsLetters: opinion.letters != nil)
    let sum = values.reduce(0, +)
    for index in values.indices { values[index] = sum > 0 ? values[index] / sum * (1 - blank) : 0 }
    if sum == 0 { values[Int(Symbol.junk.rawValue)] = 1 - blank }
    values[Int(Symbol.blank.rawValue)] = blank
    self.init(probabilities: values.map(Float.init))
  }

  /// Weights of characters and junk, given that there is ink; blank stays 0.
  private static func combine(_ digits: Distribution?, _ letters: Distribution?, knowsLetters: Bool)
    -> [Double]
  {
    let junkIndex = Int(Symbol.junk.rawValue)
    switch (digits, letters) {
    case (let only?, nil):
      var values = only.characters
      values[junkIndex] = only.junk
      return values
    case (nil, let only?):
      var values = only.characters
      // No network, no word on whether it is a character at all.
      values[junkIndex] = knowsLetters ? only.junk : 0
      return values
    case (let digits?, let letters?):
      let notDigit = max(digits.junk, leastJunk)
      let notLetter = max(letters.junk, leastJunk)
      var values = (0..<Symbol.count).map {
        0.5 * digits.characters[$0] * notLetter + 0.5 * letters.characters[$0] * notDigit
      }
      values[junkIndex] = digits.junk * letters.junk
      return values
    case (nil, nil):
      return Array(repeating: 0, count: Symbol.count)
    }
  }
}
