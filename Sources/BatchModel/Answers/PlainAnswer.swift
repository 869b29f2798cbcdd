package import LazyJSON

/// A fast reader for the most common result: a success with a chat completion of OpenAI's, read in
/// one pass over each object. Gives the same as `Answer`, which reads all other results.
package struct PlainAnswer {
  package let status: Int64
  /// One of OpenAI's words.
  package let finishReason: StaticString
  package private(set) var usage = AnswerUsage()
  /// The nodes of the model's name, and of the first choice.
  private let model: UInt32
  private let choice: UInt32

  private static let line = MemberKeys("response", "error", "result")
  private static let response = MemberKeys("status_code", "body", "error")
  private static let body = MemberKeys(
    "choices", "usage", "model", "object", "error", "status", "type", "usageMetadata")
  private static let choice = MemberKeys("finish_reason", "error")
  private static let counts = MemberKeys(
    "prompt_tokens", "completion_tokens", "total_tokens", "prompt_tokens_details",
    "completion_tokens_details")
  private static let cached = MemberKeys("cached_tokens")
  private static let reasoning = MemberKeys("reasoning_tokens")

  /// `root` is the node of an object; nil if the result is not a plain one, or if an object or array
  /// that has to be read is expanded. Without `readsUsage`, `usage` has no counts.
  package init?(of root: UInt32, in document: Document, readsUsage: Bool = true) {
    let reader = Reader(document)
    var (response, body, choices, usage, first) = (
      UInt32.max, UInt32.max, UInt32.max, UInt32.max, UInt32.max
    )
    var (code, name, reason) = (UInt32.max, UInt32.max, UInt32.max)
    let isPlain =
      reader.look(root, Self.line) { members in
        response = members[0].node
        return reader.isNothing(members[1]) && members[2].isAbsent && !members[0].isAbsent
      }
      && reader.look(response, Self.response) { members in
        (code, body) = (members[0].node, members[1].node)
        return reader.isNothing(members[2]) && !members[0].isAbsent && !members[1].isAbsent
      }
      && reader.look(body, Self.body) { members in
        (choices, usage, name) = (members[0].node, members[1].node, members[2].node)
        let isThere = !members[0].isAbsent && !members[1].isAbsent && !members[2].isAbsent
        let isOther = !(members[5].isAbsent && members[6].isAbsent && members[7].isAbsent)
        return isThere && !isOther && reader.isNothing(members[4])
          && (members[3].isAbsent || !reader.isWord(members[3].node, "error"))
      }
    guard isPlain, document.node(choices).kind == .array, !document.isExpanded(choices),
      document.node(choices).payload > 0,
      document.node(name).kind == .string,
      document.node(name).end - document.node(name).start > 2,
      case .integer(let status) = document.value(code), (200...299).contains(status)
    else { return nil }
    first = choices + 1
    let hasReason = reader.look(first, Self.choice) { members in
      reason = members[0].node
      return !members[0].isAbsent && reader.isNothing(members[1])
    }
    guard hasReason, document.node(reason).kind == .string,
      let word = Self.word(document.inside(reason))
    else { return nil }
    self.status = status
    finishReason = word
    model = name
    choice = first
    if readsUsage && !take(usage, reader) { return nil }
  }

  private static let words: [StaticString] = ["stop", "length", "tool_calls", "content_filter"]

  private static func word(_ text: Bytes) -> StaticString? {
    for word in words where text.equals(word) { return word }
    return nil
  }

  /// Reads the counts; false if one is missing, or if there are others.
  private mutating func take(_ node: UInt32, _ reader: Reader) -> Bool {
    let document = reader.document
    var (input, output, total): (Int64?, Int64?, Int64?)
    var (cached, reasoning) = (UInt32.max, UInt32.max)
    let isKnown = reader.look(node, Self.counts) { members in
      input = reader.count(members[0])
      output = reader.count(members[1])
      total = reader.count(members[2])
      (cached, reasoning) = (members[3].node, members[4].node)
      let known = (0..<5).count { !members[$0].isAbsent }
      return known == document.node(node).payload && total != nil
    }
    guard isKnown, let input, let output else { return false }
    usage.input = input
    usage.output = output
    usage.total = total
    if cached != .max && document.node(cached).kind != .null {
      guard
        reader.look(
          cached, Self.cached,
          { members in
            usage.cached = reader.count(members[0])
            return true
          })
      else { return false }
    }
    if reasoning != .max && document.node(reasoning).kind != .null {
      guard
        reader.look(
          reasoning, Self.reasoning,
          { members in
            usage.reasoning = reader.count(members[0])
            return true
          })
      else { return false }
    }
    return true
  }

  /// Appends the text of the first choice; false if it is not a string, so that `Answer` has to
  /// read it.
  package func appendText(in document: Document, to output: inout ByteBuffer) -> Bool {
    guard case .object(let message) = document.member(choice, "message"),
      case .string(let text) = document.member(message, "content")
    else { return false }
    output.append(text)
    return true
  }

  /// The model that answered, valid until another string of the document is read.
  package func model(in document: Document) -> Bytes { document.string(model) }
}

/// Reads members of objects.
private struct Reader {
  let document: Document

  init(_ document: Document) { self.document = document }

  /// Finds the members of an object that is not expanded; false if the value is not one, or has one
  /// of them twice.
  @inline(__always)
  func look(
    _ node: UInt32, _ keys: MemberKeys, _ body: (UnsafePointer<MemberLocation>) -> Bool
  ) -> Bool {
    guard document.node(node).kind == .object, !document.isExpanded(node) else { return false }
    return withUnsafeTemporaryAllocation(of: MemberLocation.self, capacity: 8) { members in
      document.find(node, keys, members.baseAddress!).repeated == 0
        && body(UnsafePointer(members.baseAddress!))
    }
  }

  func isNothing(_ location: MemberLocation) -> Bool {
    location.isAbsent || document.node(location.node).kind == .null
  }

  func isWord(_ node: UInt32, _ word: StaticString) -> Bool {
    document.node(node).kind != .string || document.string(node).equals(word)
  }

  func count(_ location: MemberLocation) -> Int64? {
    guard !location.isAbsent, case .integer(let number) = document.value(location.node) else {
      return nil
    }
    return number
  }
}
