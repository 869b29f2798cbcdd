/// A value for a script, which reads it as `args.NAME`.
public struct Definition: Sendable, Hashable {
  /// What it is called.
  public let name: String
  /// Its bytes, which need not be text: a path may have any. nil when it has no value.
  public let value: [UInt8]?

  /// One with a text, or with no value.
  public init(_ name: String, _ value: String? = nil) {
    self.name = name
    self.value = value.map { Array($0.utf8) }
  }

  /// One with any bytes.
  public init(_ name: String, bytes: some Sequence<UInt8>) {
    self.name = name
    value = Array(bytes)
  }

  /// What the script reads where it declares no type.
  var plainValue: [UInt8] { value ?? Array("true".utf8) }
}
