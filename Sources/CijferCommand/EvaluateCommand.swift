import ArgumentParser
import Evaluation
import Forms
import Ledger
import NumberFormats
import Pipeline

/// `cijfer evaluate`: how good a batch's reading was.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Compares a batch with the truth, by type of field.",
    discussion: """
      Prints CSV: type, fields, read_right, accepted, accepted_wrong, wrong_low95, wrong_high95 (exact 95 % interval \
      of the wrong share of accepted fields), chars, chars_right. Every row of the truth counts, those of pages that \
      failed too; a field taken for blank counts as accepted.
      """)

  @Argument(help: "The batch's folder.")
  var dir: String

  @Option(help: "document,page,field,value[,form][,written]")
  var truth: String

  @OptionGroup var configurationFile: ConfigurationOption

  func run() throws {
    let table: TruthTable
    let bytes = try InputFile.read(truth)
    do throws(TruthError) {
      table = try TruthTable(csv: bytes)
    } catch {
      throw CommandError(.badConfiguration, "\(truth), line \(error.line): \(error.message)")
    }
    let ledger = try Ledger(reading: dir)
    let evaluation = try Evaluation(ledger: ledger, truth: table, fieldTypes: fieldTypes())
    print(evaluation.csv, terminator: "")
  }

  /// Types of fields by name, where the configuration is at hand: for pages that were not read.
  private func fieldTypes() -> [String: String] {
    guard let configuration = try? Configuration.load(path: configurationFile.config) else { return [:] }
    let fields = configuration.forms.flatMap(\.fields).map { ($0.name, $0.format.type.rawValue) }
    return Dictionary(fields, uniquingKeysWith: { first, _ in first })
  }
}
