import ArgumentParser
import Drawing
import Forms
import Glibc
import Ingest
import Pipeline
import Raster
import ReviewPage
import SystemPackage

/// `cijfer forms edit`: a template over the scan of its form, in a browser.
struct EditFormsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit", abstract: "Edits a template over a scan of its form, in a browser.",
    discussion: """
      Serves the editor on this machine (127.0.0.1) until Ctrl-C, and prints its address, good for one browser. An \
      existing template is opened, else one is proposed as forms detect does. Nothing but the template is written.
      """)

  @Argument(help: "A TIFF or JPEG file of the form; better one without handwriting.")
  var scan: String

  @Option(
    help: ArgumentHelp("The template (default: beside the scan, named like it).", valueName: "file.json"))
  var output: String?

  @Option(help: "The page, from 1.")
  var page = 1

  @Option(
    help: "The page's size, for a new template: A4 and the like, or WIDTHxHEIGHT in mm (default: found out).")
  var size: String?

  @Option(help: "The page's port; 0 for any that is free.")
  var port = 8643

  func validate() throws {
    if page < 1 { throw ValidationError("--page counts from 1") }
    if let size, PageFormat(words: size) == nil {
      throw ValidationError("--size \(size): A4, or 210x297 in mm")
    }
    if !(0...65535).contains(port) { throw ValidationError("--port must be 0 to 65535") }
  }

  func run() async throws {
    #if ReviewPage
      let scanned = try InputFile.page(page, of: scan)
      let stem = FilePath(scan).lastComponent?.stem ?? "form"
      let draft = TemplateDraft(
        path: output ?? FilePath(scan).removingLastComponent().appending("\(stem).json").string)
      let opening = try opened(draft, scanned, name: stem)
      let picture = Self.picture(of: scanned.image, opening.transform, opening.form)
      let server = EditorServer(
        draft: draft, template: opening.text, exists: opening.exists, picture: PNG.encode(picture),
        scale: Self.scale)
      do {
        try await server.run(port: port) {
          print($0)
          fflush(nil)
        }
      } catch let error as ReviewServerError {
        throw CommandError(
          .badArguments, "port \(port) cannot be had (\(error.reason)): choose another with --port")
      }
    #else
      throw CommandError(.badArguments, "built without the review page's server")
    #endif
  }

  #if ReviewPage
    /// Pixels of the picture to a millimetre.
    private static let scale = 6.0

    private typealias Opening = (
      text: String, exists: Bool, form: FormTemplate, transform: Affine<FormSpace, ScanSpace>
    )

    /// The template to begin with, and how it lies on the scan.
    private func opened(_ draft: TemplateDraft, _ scanned: ScannedPage, name: String) throws -> Opening {
      let text: String?
      do throws(Errno) {
        text = try draft.text()
      } catch {
        throw InputError(faults: [InputError.Fault(path: draft.path, reason: error.description)])
      }
      guard let text else {
        let blank = BlankForm(
          scanned.image, resolution: scanned.resolution, size: size.flatMap { PageFormat(words: $0) },
          reader: try PrintReader.load())
        let form = TemplateProposal(name: name, blank).form
        return (form.json, false, form, blank.found.transform)
      }
      let form = try draft.form(of: text)
      switch Registrar(forms: [form]).register(scanned.image, resolution: scanned.resolution) {
      case .identified(let registration), .badRegistration(let registration):
        return (text, true, form, registration.transform)
      default:
        // A template that fits nothing is shown where the page lies.
        let size = PageFormat(name: "", width: form.pageWidth, height: form.pageHeight)
        let found = FormDetector(size: size).detect(scanned.image, resolution: scanned.resolution)
        return (text, true, form, found.transform)
      }
    }

    /// The page in the form's millimetres.
    private static func picture(
      of page: PageImage, _ transform: Affine<FormSpace, ScanSpace>, _ form: FormTemplate
    ) -> GreyImage {
      let toForm = Affine<PatchSpace, FormSpace>(a: 1 / scale, b: 0, c: 0, d: 1 / scale, tx: 0, ty: 0)
      return page.patch(
        width: Int(form.pageWidth * scale), height: Int(form.pageHeight * scale), map: toForm.then(transform),
        supersampling: 2)
    }
  #endif
}
