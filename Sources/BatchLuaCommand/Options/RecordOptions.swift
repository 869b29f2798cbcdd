import ArgumentParser
import BatchLua

/// The type of records.
struct RecordOptions: ParsableArguments {
  @Option(
    name: .customLong("type"),
    help: ArgumentHelp(
      "What lines are taken as: detect (the default: as their keys say), BatchRequestInput, "
        + "BatchRequestOutput or json (any JSON objects).",
      valueName: "TYPE"), completion: .words(of: RecordType.self))
  var type: String?

  @Option(
    name: .customLong("profile"),
    help: ArgumentHelp(
      "How lines look and whose rules hold: 'batchlua help profiles' lists them. (default: openai)",
      valueName: "PROFILE"), completion: .profiles)
  var profile: String?

  func validate() throws { _ = try recordType }

  var recordType: RecordType? {
    get throws { try OptionValue.word(type, of: "--type", RecordType.self) }
  }

  /// Throws if another type is given to a command whose first files are requests.
  func checkRequests() throws {
    if let type = try recordType, type == .output || type == .json {
      throw ValidationError("--type \(type.rawValue): the files before --results are requests")
    }
  }
}
