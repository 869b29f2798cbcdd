package import LazyJSON

/// The size of a request: an estimate of its tokens, and the number of its embedding inputs.
package struct RequestSize: BitwiseCopyable {
  /// Estimated tokens: one for four bytes of text or schema, one for each integer of an input of
  /// tokens, four for each message. Encoded images, sounds and files are not counted.
  package var tokens = 0
  /// Embedding inputs: one for a string or an array of integers, one for each element of other
  /// arrays.
  package var embeddingInputs = 0

  private var bytes = 0

  /// The members of a body that a model reads.
  private static let keys = MemberKeys(
    "messages", "input", "prompt", "instructions", "system", "contents", "systemInstruction",
    "tools")
  private static let messages = 0, input = 1, tools = 7

  package init() {}

  /// The size of an unchanged body. `isEmbedding` tells whether the endpoint is that for
  /// embeddings.
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

  /// Whether a string is an encoded file.
  private static func isData(_ text: Bytes) -> Bool {
    text.count > 5 && Bytes(rebasing: text[..<5]).equals("data:")
  }

  /// Whether a member of this name is metadata or an encoded file, and not text for the model.
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

/// The members of a line that `RequestSize` and statistics need.
package struct RequestParts {
  package let url: Bytes?
  /// The node of the body, if it is an object.
  package let body: UInt32?

  /// The members of a line that was indexed for this shape. The URL is valid until another string
  /// of the document is read.
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
