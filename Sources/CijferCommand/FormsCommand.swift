import ArgumentParser
import Forms
import Pipeline

/// `cijfer forms`: work on templates.
struct FormsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forms", abstract: "Works on form templates.",
    subcommands: [
      CheckFormsCommand.self, PreviewFormsCommand.self, DetectFormsCommand.self, PrintFormsCommand.self,
      EditFormsCommand.self,
    ])
}

/// `cijfer forms check`: finds all faults of a configuration and its templates.
struct CheckFormsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Checks a configuration and the templates it names.",
    discussion: """
      Prints a line a form: name, TAB, its fields. Exit code 9 if anything is wrong; all is named. What may stand \
      there, but was hardly meant, is told on standard error.
      """
  )

  @Argument(help: "The configuration.")
  var config = "pipeline.json"

  func run() throws {
    let configuration = try Configuration.load(path: config)
    for doubt in configuration.doubts {
      Terminal.say("\(config): doubtful: \(doubt.keyPath): \(doubt.message)")
    }
    for form in configuration.forms {
      print(form.name, form.fields.map(\.name).joined(separator: " "), separator: "\t")
    }
  }
}
