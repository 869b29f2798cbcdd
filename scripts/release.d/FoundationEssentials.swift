// What swift-argument-parser uses of FoundationEssentials, a fifth of a static binary otherwise: to
// say what an error is, and to write what commands declare as JSON. scripts/package compiles the
// parser with this module in place of that one.

public protocol LocalizedError: Error {
  var errorDescription: String? { get }
}

public struct Data {
  fileprivate let text: String
}

extension String {
  public enum JSONEncoding { case utf8 }

  public init?(data: Data, encoding: JSONEncoding) { self = data.text }
}

public final class JSONEncoder {
  public struct OutputFormatting: OptionSet {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    public static let prettyPrinted = OutputFormatting(rawValue: 1)
    public static let sortedKeys = OutputFormatting(rawValue: 2)
  }

  /// Without effect: keys are sorted, and all is on one line.
  public var outputFormatting: OutputFormatting = []

  public init() {}

  public func encode(_ value: some Encodable) throws -> Data {
    let node = Node()
    try value.encode(to: NodeEncoder(node))
    return Data(text: node.text)
  }
}

/// A value that is being written.
private final class Node {
  enum Kind {
    case plain(String)
    case object([String: Node])
    case array([Node])
  }

  var kind = Kind.plain("null")

  var text: String {
    switch kind {
    case .plain(let text): text
    case .array(let nodes): "[" + nodes.map(\.text).joined(separator: ",") + "]"
    case .object(let members):
      "{"
        + members.sorted { $0.key < $1.key }
        .map { Self.quoted($0.key) + ":" + $0.value.text }.joined(separator: ",") + "}"
    }
  }

  func member(_ key: String) -> Node {
    var members: [String: Node] = [:]
    if case .object(let those) = kind { members = those }
    let node = members[key] ?? Node()
    members[key] = node
    kind = .object(members)
    return node
  }

  var count: Int { if case .array(let nodes) = kind { nodes.count } else { 0 } }

  func appended() -> Node {
    var nodes: [Node] = []
    if case .array(let those) = kind { nodes = those }
    let node = Node()
    kind = .array(nodes + [node])
    return node
  }

  func set(_ value: some Encodable) throws {
    switch value {
    case let text as String: kind = .plain(Self.quoted(text))
    case let truth as Bool: kind = .plain(truth ? "true" : "false")
    case let number as any BinaryInteger: kind = .plain("\(number)")
    case let number as Double: kind = .plain("\(number)")
    default: try value.encode(to: NodeEncoder(self))
    }
  }

  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case _ where scalar.value < 0x20:
        quoted += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}

private struct NodeEncoder: Encoder {
  let node: Node
  let codingPath: [any CodingKey] = []
  let userInfo: [CodingUserInfoKey: Any] = [:]

  init(_ node: Node) { self.node = node }

  func container<Key>(keyedBy: Key.Type) -> KeyedEncodingContainer<Key> {
    if case .object = node.kind {} else { node.kind = .object([:]) }
    return KeyedEncodingContainer(Members<Key>(node: node))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if case .array = node.kind {} else { node.kind = .array([]) }
    return Elements(node: node)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { Single(node: node) }
}

private struct Members<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let node: Node
  let codingPath: [any CodingKey] = []

  func encodeNil(forKey key: Key) { node.member(key.stringValue).kind = .plain("null") }

  func encode(_ value: some Encodable, forKey key: Key) throws {
    try node.member(key.stringValue).set(value)
  }

  func nestedContainer<Nested>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    NodeEncoder(node.member(key.stringValue)).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    NodeEncoder(node.member(key.stringValue)).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { NodeEncoder(node.member("super")) }

  func superEncoder(forKey key: Key) -> any Encoder { NodeEncoder(node.member(key.stringValue)) }
}

private struct Elements: UnkeyedEncodingContainer {
  let node: Node
  let codingPath: [any CodingKey] = []
  var count: Int { node.count }

  func encodeNil() { node.appended().kind = .plain("null") }

  func encode(_ value: some Encodable) throws { try node.appended().set(value) }

  func nestedContainer<Nested>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
    NodeEncoder(node.appended()).container(keyedBy: type)
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    NodeEncoder(node.appended()).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { NodeEncoder(node.appended()) }
}

private struct Single: SingleValueEncodingContainer {
  let node: Node
  let codingPath: [any CodingKey] = []

  func encodeNil() { node.kind = .plain("null") }

  func encode(_ value: some Encodable) throws { try node.set(value) }
}
