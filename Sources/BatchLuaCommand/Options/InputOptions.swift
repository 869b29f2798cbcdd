import ArgumentParser
import BatchLua

/// The framing of inputs, and the type of their records.
struct InputOptions: ParsableArguments {
  @Option(
    name: .customLong("from"),
    help: ArgumentHelp(
      "How the input is framed: jsonl (the default), json (values over several lines, one after "
        + "another or in an array), csv (rows) or text (lines).",
      valueName: "FRAMING"), completion: .words(of: InputFraming.self))
  var from: String?

  @Option(
    name: .customLong("separator"),
    help: ArgumentHelp(
      "What separates the fields of rows, read or written. (default: ,)", valueName: "CHARACTER"))
  var separator: String?

  @OptionGroup var records: RecordOptions

  @Option(
    name: .customLong("max-line"),
    help: ArgumentHelp(
      "The longest line that is read, packed files included; at most 4GiB. (default: 256MiB)",
      valueName: "SIZE"))
  var maxLine: String?

  func validate() throws {
    _ = try (framing, longestLine)
    if let separator, Self.byte(separator) == nil {
      throw ValidationError(
        "--separator takes one ASCII character such as ';', got '\(separator)'")
    }
  }

  /// Throws for a separator without rows. `writesRows` is nil for a command that never does.
  func checkSeparator(writesRows: Bool? = nil) throws {
    if try separator == nil || framing == .csv || writesRows == true { return }
    throw ValidationError(
      "--separator goes with --from csv" + (writesRows == nil ? "" : " or --to csv"))
  }

  var framing: InputFraming? {
    get throws { try OptionValue.word(from, of: "--from", InputFraming.self) }
  }

  /// The limit of a line in bytes.
  var longestLine: Int? {
    get throws { try OptionValue.size(maxLine, of: "--max-line", such: "512M or 1GiB") }
  }

  var separatorByte: UInt8? { separator.flatMap(Self.byte) }

  /// The separator as a byte; a backslash and a "t" are a tab, as shells pass them on.
  private static func byte(_ separator: String) -> UInt8? {
    if separator == "\\t" { return 0x09 }
    guard let byte = separator.utf8.first, separator.utf8.count == 1, byte < 0x80 else {
      return nil
    }
    return "\"\r\n\0".utf8.contains(byte) ? nil : byte
  }

  func apply(to options: inout RunOptions) throws {
    if let framing = try framing { options.framing = framing }
    if let type = try records.recordType { options.recordType = type }
    if let size = try longestLine { options.maxLine = size }
    if let byte = separatorByte { options.separator = byte }
    if let profile = records.profile { options.profile = profile }
  }

  func apply(to options: inout ScanOptions) throws {
    if let framing = try framing { options.framing = framing }
    if let size = try longestLine { options.maxLine = size }
    if let byte = separatorByte { options.separator = byte }
    if let profile = records.profile { options.profile = profile }
    options.keepsToCores = true
  }

  /// How a tool reads these files; without any, standard input.
  func scan(
    _ files: [String], with others: [Path] = [], _ manners: MannerOptions, names: OptionNames
  ) throws -> ScanOptions {
    var options = ScanOptions(inputs: files.isEmpty ? ["-"] : files.map(Arguments.path))
    options.names = names
    try apply(to: &options)
    options.onProgress = try manners.onProgress(over: options.inputs.compactMap(\.path) + others)
    return options
  }
}
