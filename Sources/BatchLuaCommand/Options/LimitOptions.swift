import ArgumentParser
import BatchLua

/// The limits of a script for time and memory.
struct LimitOptions: ParsableArguments {
  @Option(
    name: .customLong("timeout"),
    help: ArgumentHelp(
      "How long one call into the script may take; without it there is no limit.",
      valueName: "SECONDS"))
  var timeout: String?

  @Option(
    name: .customLong("max-memory"),
    help: ArgumentHelp(
      "What the script's memory may take, such as 512M, 2GiB or 500MB; half of the machine's "
        + "memory without it.", valueName: "SIZE"))
  var maxMemory: String?

  func validate() throws {
    if let timeout, seconds == nil {
      throw ValidationError("--timeout takes a number of seconds above 0, got '\(timeout)'")
    }
    _ = try memory
  }

  var seconds: Double? {
    timeout.flatMap(Double.init).flatMap { $0 > 0 && $0 <= 1e9 ? $0 : nil }
  }

  /// The memory limit in bytes.
  var memory: Int? {
    get throws {
      try OptionValue.size(maxMemory, of: "--max-memory", such: "512M, 2GiB or 500MB")
    }
  }

  func apply(to options: inout RunOptions) throws {
    options.timeout = seconds
    if let size = try memory { options.maxMemory = size }
  }
}
