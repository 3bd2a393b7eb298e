import ArgumentParser
import Forms
import Ingest
import NumberFormats
import Pipeline
import Raster
import SystemPackage

/// `cijfer forms detect`: a template proposed from a scan of a blank form.
struct DetectFormsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detect", abstract: "Proposes a template from a scan of a blank form.",
    discussion: """
      Rows of boxes and frames are named by the print above or left of them, or above their column, where it can be \
      read, else row1, row2, … and area1, … from the top, which --type and --rename take as well; types are guessed by that print (postcode, \
      DD MM YYYY) and by how the boxes are grouped (18 boxes by fours: iban; 2, 2, 4: date), a number else. A frame \
      for a signature is left out. Look at it with forms preview. \
      The page may lie on its side or upside down if there is print on it. With --against, prints instead how a form of the configuration was found: field, TAB, \
      found or missed, TAB, how far its farthest corner lies off in mm (a scan's shift and stretch left aside); exit \
      code 4 where one was missed.
      """)

  @Argument(help: "A TIFF or JPEG file: the form without handwriting.")
  var scan: String

  @Option(
    name: .customLong("type"),
    help: ArgumentHelp(
      "A field's type, such as row1=iban:NL, row2=date:DDMMYYYY, row3=number:7.", valueName: "name=type"))
  var types: [String] = []

  @Option(help: ArgumentHelp("Another name for a field; --type then takes either.", valueName: "name=new"))
  var rename: [String] = []

  @Option(help: ArgumentHelp("Where the template goes (default: standard output).", valueName: "file.json"))
  var output: String?

  @Option(help: "The page, from 1.")
  var page = 1

  @Option(help: "The form's name (default: the scan's).")
  var name: String?

  @Option(
    help:
      "The page's size: A3 to A6, letter, legal, DL, C4 to C6, or WIDTHxHEIGHT in mm (default: found out).")
  var size: String?

  @Option(help: ArgumentHelp("Compare with this form of the configuration.", valueName: "form"))
  var against: String?

  @OptionGroup var configurationFile: ConfigurationOption

  func validate() throws {
    if page < 1 { throw ValidationError("--page counts from 1") }
    if let size, PageFormat(words: size) == nil {
      throw ValidationError("--size \(size): A4, or 210x297 in mm")
    }
    for pair in types + rename where pair.split(separator: "=", maxSplits: 1).count != 2 {
      throw ValidationError("\(pair): must be NAME=…")
    }
  }

  func run() throws {
    let scanned = try InputFile.page(page, of: scan)
    let reader = try PrintReader.load()
    let blank = BlankForm(
      scanned.image, resolution: scanned.resolution, size: size.flatMap { PageFormat(words: $0) },
      reader: reader)
    if let against { return try compare(blank.found, with: against) }
    let stem = FilePath(scan).lastComponent?.stem ?? "form"
    var proposal = TemplateProposal(name: name ?? stem, blank)
    guard !proposal.form.fields.isEmpty else {
      throw CommandError(
        .partial, "\(scan), page \(page): no boxes and no frames were found\(Self.hint(scanned.image))")
    }
    try change(&proposal)
    let text = proposal.form.json
    if reader == nil { Terminal.say("there is no models/print.onnx to read names with") }
    if blank.quarters > 0 { Terminal.say("the page is turned by \(90 * blank.quarters)°, clockwise") }
    for (number, field) in zip(proposal.numbers, proposal.form.fields) {
      Terminal.say(field.name == number ? Self.words(field) : "\(number), \(Self.words(field))")
    }
    for frame in proposal.signed {
      Terminal.say("\(frame.number), \(frame.name): a frame to sign in is no field")
    }
    if case .bits = scanned.image {
      Terminal.say(
        "the scan is black and white: pale boxes may be missing, and boxes' colours are not known; "
          + "better scan the empty form in colour or grey")
    }
    if let color = proposal.form.dropout, proposal.form.marks.isEmpty {
      Terminal.say(
        "the boxes are \(color.rawValue) and there are no marks: scan in colour or grey, nothing may be left of the form "
          + "in black and white")
    }
    guard let output else { return print(text, terminator: "") }
    try OutputFile.write(Array(text.utf8), to: output)
  }

  private func change(_ proposal: inout TemplateProposal) throws {
    let split = { (pair: String) in pair.split(separator: "=", maxSplits: 1).map(String.init) }
    do throws(TemplateProposalError) {
      let renamed = rename.map(split)
      for pair in renamed { try proposal.rename(pair[0], to: pair[1]) }
      for pair in types.map(split) {
        let new = renamed.first { $0[0] == pair[0] }?[1]
        try proposal.setType(pair[1], of: new ?? pair[0])
      }
    } catch {
      throw CommandError(.badArguments, Wording.proposal(error))
    }
    let problems = proposal.form.problems()
    if let problem = problems.first {
      throw CommandError(.badArguments, "\(problem.keyPath): \(problem.message)")
    }
    for doubt in proposal.form.doubts() { Terminal.say("doubtful: \(doubt.keyPath): \(doubt.message)") }
  }

  /// What may have cost the boxes on a scan without greys.
  private static func hint(_ image: PageImage) -> String {
    guard case .bits = image else { return "" }
    return "; pale boxes are lost in black and white: scan the empty form in colour or grey"
  }

  private static func words(_ field: FieldTemplate) -> String {
    let outline = field.place.frame
    let format = field.format
    let type = [format.type.rawValue, format.country, format.format].compactMap { $0 }.joined(separator: " ")
    let at = "at \(Text.millimetres(outline.x)), \(Text.millimetres(outline.y)) mm"
    switch field.place {
    case .area(let area):
      return
        "\(field.name): frame of \(Text.millimetres(area.width)) × \(Text.millimetres(area.height)) mm \(at): \(type)"
    case .boxes(let row):
      let groups =
        row.groups.isEmpty ? "" : " in groups of \(row.groups.map(String.init).joined(separator: ", "))"
      let kind = row.style == .comb ? "a comb of \(row.count)" : "\(row.count) boxes"
      return
        "\(field.name): \(kind)\(groups), \(Text.millimetres(row.width)) × \(Text.millimetres(row.height)) mm "
        + "\(at): \(type)"
    }
  }

  private func compare(_ found: DetectedForm, with name: String) throws {
    let forms = try Configuration.load(path: configurationFile.config).forms
    guard let form = forms.first(where: { $0.name == name }) else {
      throw BatchArgumentError.unknownForm(name, known: forms.map(\.name))
    }
    let comparison = TemplateComparison(found, with: form)
    for field in comparison.fields {
      let deviation = field.deviation.map(Text.millimetres) ?? ""
      print(field.name, field.isFound ? "found" : "missed", deviation, separator: "\t")
    }
    if comparison.surplus > 0 { Terminal.say("\(comparison.surplus) places were found that are no fields") }
    let missed = comparison.fields.filter { !$0.isFound }.map(\.name)
    if !missed.isEmpty {
      throw CommandError(.partial, "\(scan), page \(page): missed \(missed.joined(separator: ", "))")
    }
  }
}

extension PageFormat {
  /// `A4`, `a4`, `210x297`.
  init?(words: String) {
    if let known = PageFormat.known.first(where: { $0.name.lowercased() == words.lowercased() }) {
      self = known
      return
    }
    let sides = words.lowercased().split(separator: "x").compactMap { Double($0) }
    guard sides.count == 2, sides.allSatisfy({ (20...1500).contains($0) }) else { return nil }
    self.init(name: words, width: sides[0], height: sides[1])
  }
}

/// Numbers for people.
enum Text {
  /// Hundredths of a millimetre.
  static func millimetres(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
}
