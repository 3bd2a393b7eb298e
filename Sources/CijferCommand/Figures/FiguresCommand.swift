import ArgumentParser

/// `cijfer figures`: measures the decoding of fields, without scans; not shown in the help.
struct FiguresCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "figures", abstract: "Measures the decoding of fields, without scans.", shouldDisplay: false,
    subcommands: [FieldFiguresCommand.self, SpeedFiguresCommand.self])
}
