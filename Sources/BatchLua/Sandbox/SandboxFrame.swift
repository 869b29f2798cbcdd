/// A message between a sealed child and its parent: a kind, and numbers and texts in an order that
/// depends on the kind. The parent validates everything.
struct SandboxFrame {
  enum Kind: UInt8 {
    // From the child. The parent answers the first two.
    case message = 1
    case module
    case progress
    /// The result, after which the child exits.
    case result
    case failure
    // From the parent.
    case done
    case found
    case refused
    // From the child: printed text, a sign of life, differences of a record.
    case print
    case pulse
    case difference
    /// To a process that was started: its work.
    case begin
  }

  let kind: Kind
  private(set) var bytes: [UInt8]
  private var read = 0

  init(_ kind: Kind, _ bytes: [UInt8] = []) {
    self.kind = kind
    self.bytes = bytes
  }

  // MARK: Contents

  mutating func append(_ number: Int) {
    withUnsafeBytes(of: Int64(number).littleEndian) { bytes += $0 }
  }

  mutating func append(_ text: [UInt8]) {
    append(text.count)
    bytes += text
  }

  mutating func append(_ text: String) { append(Array(text.utf8)) }

  mutating func append(optional text: String?) {
    append(text != nil)
    append(text ?? "")
  }

  mutating func append(_ flag: Bool) { append(flag ? 1 : 0) }

  /// Decodes the next number; throws if there is none.
  mutating func number() throws(SandboxNonsense) -> Int {
    guard bytes.count - read >= 8 else { throw SandboxNonsense() }
    defer { read += 8 }
    return Int(
      bytes[read..<read + 8].reversed().reduce(0 as Int64) { $0 << 8 | Int64($1) })
  }

  /// Decodes the number of values that follow.
  mutating func size() throws(SandboxNonsense) -> Int { max(0, try number()) }

  mutating func flag() throws(SandboxNonsense) -> Bool { try number() != 0 }

  mutating func text() throws(SandboxNonsense) -> [UInt8] {
    let count = try number()
    guard count >= 0, count <= bytes.count - read else { throw SandboxNonsense() }
    defer { read += count }
    return Array(bytes[read..<read + count])
  }

  mutating func string() throws(SandboxNonsense) -> String {
    String(decoding: try text(), as: UTF8.self)
  }

  mutating func optionalString() throws(SandboxNonsense) -> String? {
    let (isThere, text) = (try flag(), try string())
    return isThere ? text : nil
  }
}

/// A frame that an honest process does not send.
struct SandboxNonsense: Error {}
