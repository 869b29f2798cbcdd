internal import BatchModel

/// What a tool reads, and how: the same for all of them.
public struct ScanOptions: Sendable {
  /// In order. Without any, tools throw: they would say that nothing is wrong with nothing.
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
  /// Whether the threads keep to cores of their own: for programs that do nothing else meanwhile.
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
}
