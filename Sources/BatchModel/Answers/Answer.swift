package import LazyJSON

/// What a result line holds, whichever service wrote it: an answer, an error, or neither.
///
/// A result is a success if it holds an answer and no error. An answer is an object of one of the
/// shapes in `AnswerShape`, at one of the locations in `AnswerLocation`. An error is a status
/// outside 200–299, an `error` that is not empty, or an object for which `hasFailed` is true.
package struct Answer: ~Copyable {
  /// Values of an object's `status` that mean its request has failed.
  package static let failedStatuses: [StaticString] = [
    "failed", "cancelled", "canceled", "expired",
  ]

  let line: LenientValue
  /// The object with the answer; without one, the first object at any of the locations.
  private(set) var object: LenientValue
  private(set) var shape: AnswerShape?
  private var hasFailed = false
  /// The body, if it is a string that is not itself the JSON text of an object.
  private(set) var bodyText: String?
  /// The HTTP status.
  package let status: Int64?
  /// Documents of objects that were embedded as JSON text; destroyed with the answer.
  private var written: [Document] = []

  /// `line` is the node of an object without unserialized values of the embedding program.
  package init(of line: UInt32, in document: Document) {
    self.line = LenientValue(document, .object(line))
    let response = self.line.member("response")
    let code = response.member("status_code")
    status = (code.isAbsent ? self.line.member("status_code") : code).integer
    object = LenientValue(document, .absent)
    for location in AnswerLocation.all {
      var found = location.path.first(in: self.line) ?? LenientValue(document, .absent)
      if case .string(let text) = found.value {
        found = read(text)
        if found.isAbsent && bodyText == nil && !location.mayBeAround { bodyText = text.string }
      }
      guard found.isObject else { continue }
      let isAround =
        location.mayBeAround && !(code.isAbsent && response.member("body").isAbsent)
      shape = AnswerShape.shape(of: found, at: location, isAround: isAround)
      hasFailed = found.hasFailed
      if shape != nil || object.isAbsent && (!isAround || hasFailed) { object = found }
      if shape != nil || hasFailed { break }
    }
  }

  deinit { for document in written { document.destroy() } }

  /// Parses a string that holds the JSON text of an object; absent if it does not.
  private mutating func read(_ text: Bytes) -> LenientValue {
    let document = Document.create()
    let start = text.first { $0 > 0x20 }
    guard start == UInt8(ascii: "{"), (try? document.load(text, with: Indexer())) != nil else {
      document.destroy()
      return LenientValue(document, .absent)
    }
    written.append(document)
    return LenientValue(document, document.value(0))
  }

  package var isSuccess: Bool { shape != nil && !hasError }

  /// Whether the result reports an error anywhere.
  var hasError: Bool {
    hasBadStatus || !line.member("error").isVoid || !line.member("response").member("error").isVoid
      || hasFailed || hasBadResult || hasBadEnd
  }

  /// Whether there is neither an answer nor an error, and nothing that may be one.
  var saysNothing: Bool {
    !isSuccess && !hasError && object.isAbsent && bodyText == nil
      && line.member("status").isVoid && line.member("error_message").isVoid
  }

  var hasBadStatus: Bool { status.map { !(200...299).contains($0) } ?? false }

  /// Anthropic: `result.type` is not `succeeded`.
  var hasBadResult: Bool {
    guard case .string(let type) = line.member("result").member("type").value else { return false }
    return !type.equals("succeeded")
  }

  /// The provider failed during generation: a choice has an `error`, or ended for the reason
  /// `error`.
  var hasBadEnd: Bool {
    guard let shape else { return false }
    if let failure = shape.failure?.first(in: object), !failure.isVoid { return true }
    return shape.failure != nil && reasonValue?.equals("error") == true
  }

  private var reasonValue: LenientValue? {
    for path in shape?.reason ?? [] {
      if let found = path.first(in: object), case .string(let word) = found.value, !word.isEmpty {
        return found
      }
    }
    return nil
  }

  /// Why the answer ended: in OpenAI's words if the provider's has an equivalent, otherwise as the
  /// provider wrote it. Nil if the answer gives no reason.
  package var finishReason: String? {
    guard let found = reasonValue, case .string(let word) = found.value else { return nil }
    guard let known = FinishReason.word(for: word) else { return word.string }
    let hasCalls = known.bytes.equals("stop") && shape?.calls?.first(in: object) != nil
    return hasCalls ? "tool_calls" : known.bytes.string
  }

  /// Appends the text of the first choice, its parts joined. Returns false if there is none.
  package func appendText(to output: inout ByteBuffer) -> Bool {
    for path in shape?.text ?? [] {
      var isThere = false
      path.forEach(in: object) { part in
        if case .string(let text) = part.value {
          output.append(text)
          isThere = true
        }
        return true
      }
      if isThere { return true }
    }
    return false
  }

  /// The model that answered, when the answer says so.
  package var model: String? {
    object.member("model").word ?? object.member("modelVersion").word
  }

  package var usage: AnswerUsage { AnswerUsage(of: object) }
}

extension LenientValue {
  /// Whether an object reports that its request failed: it has an `error` that is not empty, a
  /// status such as `failed`, or is itself an error object.
  var hasFailed: Bool {
    if !member("error").isVoid || member("object").equals("error")
      || member("type").equals("error")
    {
      return true
    }
    return failedStatus != nil
  }

  /// The object's status if it is one of `Answer.failedStatuses`.
  var failedStatus: String? {
    guard case .string(let status) = member("status").value,
      Answer.failedStatuses.contains(where: status.equals)
    else { return nil }
    return status.string
  }
}
