import LazyJSON

/// A request as its line, with the user's text filled up to a size.
func line(bytes size: Int, number: Int = 0) -> [UInt8] {
  let head = #"""
    {"custom_id":"request-\#(1_000_000 + number)","method":"POST",\#
    "url":"/v1/chat/completions","body":{\#
    "model":"gpt-4o-mini","messages":[{"role":"system","content":"You are a careful assistant."},\#
    {"role":"user","content":"
    """#
  let tail = #""}],"temperature":0.7,"max_tokens":256,"metadata":{"job":"daily"}}}"#
  let sentence = #"Classify the review below as \"positive\", \"negative\" or \"mixed\".\n"#
  var text = head
  while text.utf8.count + sentence.utf8.count + tail.utf8.count < size { text += sentence }
  return Array((text + tail).utf8)
}

/// As many lines of a size as a run takes at once, or one.
func chunk(ofLines size: Int) -> [UInt8] {
  let line = line(bytes: size) + [0x0A]
  return Array([[UInt8]](repeating: line, count: max(1, (256 << 10) / line.count)).joined())
}

/// A document of lines with its indexer, freed together.
final class Lines {
  let document = Document.create()
  private let indexer = Indexer()

  init(_ text: [UInt8]) throws {
    read(text)
    try index()
  }

  deinit { document.destroy() }

  /// Replaces what is there; `index` makes it readable.
  func read(_ text: [UInt8]) {
    document.clear()
    document.reserveText(text.count).update(from: text, count: text.count)
    document.extendText(by: text.count)
  }

  func index() throws { try document.indexLines(with: indexer) }

  /// The node of the first line's body.
  var body: UInt32 {
    guard case .object(let body) = document.member(document.lines[0].root, "body") else {
      fatalError("the line has no body")
    }
    return body
  }
}

/// For documents in which nothing is foreign.
struct NothingForeign: ForeignEncoder {
  func encode(foreign number: UInt32, depth: Int, into output: inout ByteBuffer)
    throws(EncodeError)
  {
    throw EncodeError("there are no foreign values here")
  }
}
