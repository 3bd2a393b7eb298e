import ArgumentParser
import Evaluation
import FieldDecoding
import Forms
import Ledger
import NumberFormats
import Pipeline

/// `cijfer evaluate`: how good a batch's reading was.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Compares a batch with the truth, by type of field; finds thresholds.",
    discussion: """
      Prints CSV: type, fields, read_right, accepted, accepted_wrong, wrong_low95, wrong_high95 (exact 95 % interval \
      of the wrong share of accepted fields), chars, chars_right. Every row of the truth counts, those of pages that \
      failed too; a field taken for blank counts as accepted.

      --calibrate writes the thresholds that keep fieldError, for accept.calibration in pipeline.json: from a truth \
      that tells every field of the batch or, without --truth, from accepted fields that were drawn for a look and \
      that people decided. See docs/evaluation.md.
      """)

  @Argument(help: "The batch's folder.")
  var dir: String

  @Option(help: ArgumentHelp("document,page,field,value[,form][,written]", valueName: "file.csv"))
  var truth: String?

  @Option(
    help: ArgumentHelp("Writes a page with tables, curves and the worst fields.", valueName: "file.html"))
  var report: String?

  @Option(
    help: ArgumentHelp("Writes thresholds, or brings those of FILE up to date.", valueName: "file.json"))
  var calibrate: String?

  @OptionGroup var configurationFile: ConfigurationOption

  func validate() throws {
    if truth == nil, calibrate == nil { throw ValidationError("--truth is needed") }
    if truth == nil, report != nil { throw ValidationError("--report needs --truth") }
  }

  func run() throws {
    let labels = try truth.map { try TruthFile($0) }
    let ledger = try Ledger(reading: dir)
    let facts = RunFacts.of(dir)
    let evaluation = try labels.map {
      try Evaluation(ledger: ledger, truth: $0.table, catalogue: catalogue(facts))
    }
    if let evaluation, let labels {
      print(evaluation.csv, terminator: "")
      EvaluationWording.warnings(evaluation).forEach { Terminal.say("cijfer: \(labels.path): \($0)") }
    }
    if let report, let evaluation {
      let page = try EvaluationReport(
        evaluation, ledger: ledger, fieldError: facts?.configuration.accept.fieldError ?? 0.001,
        thresholds: facts?.thresholds.compactMapValues(\.threshold) ?? [:], batch: dir)
      try OutputFile.write(Array(page.html.utf8), to: report)
    }
    guard let calibrate else { return }
    guard let facts else {
      throw CommandError(
        .badArguments, "\(dir): no run.json: thresholds need a batch that was read to its end")
    }
    try CalibrationWriter(facts: facts, ledger: ledger, path: calibrate).write(evaluation, labels)
  }

  /// The batch's own fields or, where it does not tell them, those of the configuration at hand.
  private func catalogue(_ facts: RunFacts?) -> FieldCatalogue {
    var catalogue = FieldCatalogue()
    if let facts {
      for form in facts.configuration.forms {
        for field in form.fields {
          let accept = field.accept ?? facts.configuration.accept
          catalogue.add(
            FieldCatalogue.Entry(
              type: field.type, format: field.makeFormat, isArea: field.isArea,
              acceptsRepaired: accept.repair == "accept", hasOwnAcceptance: field.accept != nil),
            form: form.name, field: field.name)
        }
      }
    } else if let configuration = try? Configuration.load(path: configurationFile.config) {
      for form in configuration.forms {
        for field in form.fields {
          let isArea = if case .area = field.place { true } else { false }
          catalogue.add(
            FieldCatalogue.Entry(
              type: field.format.type.rawValue, format: nil, isArea: isArea, acceptsRepaired: true,
              hasOwnAcceptance: false), form: form.name, field: field.name)
        }
      }
    }
    return catalogue
  }
}

/// A truth.csv that was read.
struct TruthFile {
  let path: String
  let bytes: [UInt8]
  let table: TruthTable

  init(_ path: String) throws {
    self.path = path
    bytes = try InputFile.read(path)
    do throws(TruthError) {
      table = try TruthTable(csv: bytes)
    } catch {
      throw CommandError(.badConfiguration, "\(path), line \(error.line): \(error.message)")
    }
  }
}
