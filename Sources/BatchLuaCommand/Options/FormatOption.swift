import ArgumentParser
import BatchLua

/// The format of a report.
struct FormatOption: ParsableArguments {
  @Option(
    name: .customLong("format"),
    help: ArgumentHelp(
      "How to report: text (the default, for people) or json (one object, for programs).",
      valueName: "FORMAT"), completion: .words(of: ReportFormat.self))
  var format: String?

  func validate() throws { _ = try word }

  var word: ReportFormat {
    get throws { try OptionValue.word(format, of: "--format", ReportFormat.self) ?? .text }
  }

  /// Shows the report of a command: text for people, or JSON; on standard output, unless that has
  /// the data.
  func show(
    json: String, summary: String, _ outputs: FileOption, _ manners: MannerOptions
  ) throws {
    guard try word == .json else { return manners.onMessage(summary) }
    let text = MessageText(lines: String(json.dropLast()))  // its line end
    if outputs.isFile { try Terminal.show(text) } else { Terminal.say(text) }
  }
}
