import ArgumentParser
import BatchLua

/// The limits of a part, for an output with `{part}` in its name.
struct PartOptions: ParsableArguments {
  @Option(
    name: .customLong("max-requests"),
    help: ArgumentHelp("The most lines of a part, of -o 'part-{part:03}.jsonl'.", valueName: "N"))
  var maxRequests: Int?

  @Option(
    name: .customLong("max-bytes"),
    help: ArgumentHelp("The most bytes of a part, such as 200MB.", valueName: "SIZE"))
  var maxBytes: String?

  func validate() throws {
    try OptionValue.check(maxRequests, of: "--max-requests")
    _ = try bytes
  }

  var bytes: Int? {
    get throws { try OptionValue.size(maxBytes, of: "--max-bytes", such: "200MB") }
  }

  func apply(to options: inout RunOptions) throws {
    options.maxRequests = maxRequests
    options.maxBytes = try bytes
  }
}
