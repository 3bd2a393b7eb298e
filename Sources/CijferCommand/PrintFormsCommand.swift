import ArgumentParser
import Drawing
import Forms
import Pipeline

/// `cijfer forms print`: forms as PDF.
struct PrintFormsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "print", abstract: "Prints forms as PDF, at true scale.",
    discussion: """
      A form a page: its boxes and frames (in its drop-out colour where it has one), marks, labels and texts. Print \
      it without fitting it to the page; what to print to be read well is told in docs/form-design.md.
      """)

  @OptionGroup var configurationFile: ConfigurationOption

  @Option(help: "The form (default: all, a page each).")
  var form: String?

  @Option(help: ArgumentHelp("Where the PDF goes.", valueName: "file.pdf"))
  var output: String

  func run() throws {
    let forms = try Configuration.load(path: configurationFile.config).forms
    let chosen = forms.filter { form == nil || $0.name == form }
    if chosen.isEmpty { throw BatchArgumentError.unknownForm(form ?? "", known: forms.map(\.name)) }
    var pdf = PDF()
    for form in chosen { pdf.add(PDF.Page(form)) }
    try OutputFile.write(pdf.bytes, to: output)
  }
}
