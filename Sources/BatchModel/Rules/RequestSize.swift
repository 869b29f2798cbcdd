package import LazyJSON

/// How much a request asks of a service: an estimate of its tokens, and its embedding inputs.
package struct RequestSize: BitwiseCopyable {
  /// One for four bytes of text and schema, one for each integer of an input that is tokens
  /// already, and four for each message. Encoded images, sounds and files are not counted.
  package var tokens = 0
  /// A string or an array of integers is one; any other array has as many as its elements.
  package var embeddingInputs = 0

  private var bytes = 0

  /// The members of a body that a model reads.
  private static let keys = MemberKeys(
    "messages", "input", "prompt", "instructions", "system", "contents", "systemInstruction",
    "tools")
  private static let messages = 0, input = 1, tools = 7

  package init() {}

  /// Of a body that nothing has changed. `isEmbedding` is whether it goes to embeddings.
  package init(of body: UInt32, in document: Document, isEmbedding: Bool) {
    withUnsafeTemporaryAllocation(of: MemberLocation.self, capacity: 8) { members in
      _ = document.find(body, Self.keys, members.baseAddress!)
      for number in 0..<8 where !members[number].isAbsent {
        let value = members[number].node
        if number == Self.tools {
          bytes += document.bytes(of: value).count
        } else {
          add(value, document)
        }
        if number == Self.messages, document.node(value).kind == .array {
          tokens += 4 * document.node(value).payload
        }
        if number == Self.input && isEmbedding {
          embeddingInputs = Self.inputs(value, document)
        }
      }
    }
    tokens += (bytes + 3) / 4
  }

  private mutating func add(_ number: UInt32, _ document: Document) {
    let node = document.node(number)
    switch node.kind {
    case .string:
      let text = document.inside(number)
      if !Self.isData(text) { bytes += text.count }
    case .integer: tokens += 1
    case .array:
      var child = number + 1
      while child < node.next {
        add(child, document)
        child = document.node(child).next
      }
    case .object:
      var key = number + 1
      while key < node.next {
        if !Self.isName(document.inside(key)) { add(key + 1, document) }
        key = document.node(key + 1).next
      }
    case .null, .true, .false, .float: break
    }
  }

  /// Whether a text is an encoded file rather than words.
  private static func isData(_ text: Bytes) -> Bool {
    text.count > 5 && Bytes(rebasing: text[..<5]).equals("data:")
  }

  /// Whether a member of this name says what something is, or holds an encoded file.
  private static func isName(_ key: Bytes) -> Bool {
    switch key.count {
    case 2: key.equals("id")
    case 3: key.equals("url")
    case 4: key.equals("role") || key.equals("type") || key.equals("data")
    case 6: key.equals("detail")
    case 7: key.equals("call_id")
    case 9: key.equals("file_data") || key.equals("mime_type") || key.equals("image_url")
    case 12: key.equals("tool_call_id")
    default: false
    }
  }

  private static func inputs(_ input: UInt32, _ document: Document) -> Int {
    let node = document.node(input)
    guard node.kind == .array else { return 1 }
    if node.payload > 0 && document.node(input + 1).kind == .integer { return 1 }
    return node.payload
  }
}

/// The members of a line that `RequestSize` and counts of requests need.
package struct RequestParts {
  package let url: Bytes?
  /// The node of the body, if it is an object.
  package let body: UInt32?

  /// Of the root of a line, whose keys the indexer of this shape has found. The URL is valid until
  /// another string of the document is read.
  package init(_ line: Line, in document: Document, _ shape: Shape) {
    let members = RecordLocation(document, line).members(RecordKeys.of(shape))
    if case .object(let node) = document.value(members.body) { body = node } else { body = nil }
    if case .string(let text) = document.value(members.url) { url = text } else { url = nil }
  }

  package var isEmbedding: Bool {
    guard let url, url.count >= 11 else { return false }
    return Bytes(rebasing: url[(url.count - 11)...]).equals("/embeddings")
  }
}
