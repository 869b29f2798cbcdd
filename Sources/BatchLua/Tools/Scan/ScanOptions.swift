internal import BatchModel

/// What a tool reads, and how. All tools share these options.
public struct ScanOptions: Sendable {
  /// The inputs, in order. Tools throw if there are none.
  public var inputs: [RunInput]
  /// How the records of the inputs are framed.
  public var framing = InputFraming.jsonl
  /// What separates the fields of a row: an ASCII character.
  public var separator = UInt8(ascii: ",")
  /// The name of the service's profile: one of `RunOptions.profileNames`.
  public var profile = "openai"
  /// The most bytes of a line; a longer one is an error.
  public var maxLine = 256 << 20
  /// What messages call the options.
  public var names = OptionNames.members
  /// Whether each thread is pinned to a core: for programs that do nothing else meanwhile.
  public var keepsToCores = false
  /// Called now and then with what has been read so far, and at the end.
  public var onProgress: (@Sendable (RunSummary) -> Void)?

  /// Reads these inputs, as JSON Lines.
  public init(inputs: [RunInput]) { self.inputs = inputs }

  /// Reads the files of these paths, as JSON Lines.
  public init(inputs paths: some Sequence<Path>) { inputs = paths.map(RunInput.file) }
}

extension ScanOptions {
  func namedProfile() throws(RunError) -> Profile { try RunOptions.profile(named: profile) }

  func inputFormat() throws(RunError) -> InputFormat {
    InputFormat(
      shape: try namedProfile().shape, framing: framing, separator: separator,
      maxLine: LineLimit(bytes: maxLine, names: names))
  }
}
