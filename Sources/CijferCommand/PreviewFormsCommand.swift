import ArgumentParser
import Forms
import Ingest
import Pipeline

/// `cijfer forms preview`: a template drawn over a scan, where registration puts it.
struct PreviewFormsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview", abstract: "Draws a template over a scan of its form.",
    discussion: """
      Prints form, residual in mm and the share of box edges found, TAB between. Exit code 4 where no template fits; \
      one that fits badly is drawn in red.
      """)

  @Argument(help: "A TIFF or JPEG file.")
  var scan: String

  @OptionGroup var configurationFile: ConfigurationOption

  @Option(help: "The form (default: the one that fits best).")
  var form: String?

  @Option(help: "The page, from 1.")
  var page = 1

  @Option(help: ArgumentHelp("Where the picture goes.", valueName: "file.png"))
  var output: String?

  func validate() throws {
    if page < 1 { throw ValidationError("--page counts from 1") }
  }

  func run() throws {
    let configuration = try Configuration.load(path: configurationFile.config)
    let forms = configuration.forms.filter { form == nil || $0.name == form }
    guard !forms.isEmpty else {
      let names = configuration.forms.map(\.name).joined(separator: ", ")
      throw CommandError(.badArguments, "no form is named \(form ?? ""): there are \(names)")
    }
    let scanned = try InputFile.page(page, of: scan, limits: configuration.limits.ingest)
    let verdict = Registrar(forms: forms).register(scanned.image, resolution: scanned.resolution)
    let found: Registration
    let isGood: Bool
    switch verdict {
    case .identified(let registration): (found, isGood) = (registration, true)
    case .badRegistration(let registration): (found, isGood) = (registration, false)
    default: throw CommandError(.partial, "\(scan), page \(page): fits none of the forms")
    }
    let template = forms[found.form]
    try PictureFile.write(
      PageOverlay.preview(template, found, over: scanned.image, isGood: isGood),
      to: output ?? scan + ".\(template.name).png")
    print(template.name, found.residual, found.edgesFound, separator: "\t")
    if !isGood { throw CommandError(.partial, "\(scan), page \(page): fits \(template.name) badly") }
  }
}
