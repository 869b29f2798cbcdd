/// A value for the script, which reads it as `args.NAME`.
public struct Definition: Sendable, Hashable {
  /// The name.
  public let name: String
  /// The bytes of the value, which need not be UTF-8, as paths need not. Nil if the definition is
  /// a name alone.
  public let value: [UInt8]?

  /// A definition with a text, or without a value.
  public init(_ name: String, _ value: String? = nil) {
    self.name = name
    self.value = value.map { Array($0.utf8) }
  }

  /// A definition with any bytes.
  public init(_ name: String, bytes: some Sequence<UInt8>) {
    self.name = name
    value = Array(bytes)
  }

  /// The value for a script that does not declare its options.
  var plainValue: [UInt8] { value ?? Array("true".utf8) }
}
