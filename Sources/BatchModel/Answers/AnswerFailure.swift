internal import LazyJSON

extension Answer {
  /// Code and message of a failed result, each from the first location that has one; nil for a
  /// success.
  package var failure: (code: String, message: String)? {
    if isSuccess { return nil }
    let isError = hasError
    var reason = Reason()
    let result = line.member("result")
    let response = line.member("response")
    reason.take(line.member("error"))
    reason.take(result.member("error"))
    reason.take(response.member("error"))
    reason.take(object.member("error"))
    if let choice = shape?.failure?.first(in: object) { reason.take(choice) }
    if isError || !object.member("code").isVoid || !object.member("detail").isVoid {
      reason.takeOwn(of: object)
    }
    reason.message = reason.message ?? bodyText ?? line.member("error_message").word
    if !isError { reason.code = nil }
    reason.take(status: line.member("status"))
    return (reason.code ?? (isError ? word : "no_answer"), reason.message ?? explanation)
  }

  /// A code for a failure that has none of its own.
  private var word: String {
    if hasBadResult, let type = line.member("result").member("type").word { return type }
    if let status = object.failedStatus { return status }
    if hasBadStatus, let status { return String(status) }
    return hasBadEnd ? "error" : "unknown"
  }

  /// A message for a failure that has none of its own.
  private var explanation: String {
    if hasBadResult, let type = line.member("result").member("type").word {
      return "the result is of the type '\(type)'"
    }
    if let status = object.failedStatus { return "the response has the status '\(status)'" }
    if hasBadStatus, let status { return "the response has the HTTP status \(status)" }
    if hasBadEnd { return "the answer ended with an error" }
    if hasError { return "there is an error without a message" }
    if let block = object.member("promptFeedback").member("blockReason").word {
      return "the prompt was blocked: \(block)"
    }
    return object.isAbsent ? "there is no response" : "the response holds no answer"
  }
}

/// The first code and the first message that were found.
private struct Reason {
  var code: String?
  var message: String?

  private static let codes: [StaticString] = ["code", "type", "status", "errorCode", "error_code"]
  private static let messages: [StaticString] = [
    "message", "errorMessage", "error_message", "detail", "msg",
  ]

  /// Reads an error: a string, a number, an object, or an array of these.
  mutating func take(_ error: LenientValue, levels: Int = 4) {
    if levels == 0 || isComplete { return }
    switch error.value {
    case .string: message = message ?? error.word
    case .integer, .double, .number: code = code ?? error.word
    case .array(let node):
      var all: [String] = []
      error.document.forEachChild(node) { child in
        var one = Reason()
        one.take(LenientValue(error.document, child), levels: levels - 1)
        code = code ?? one.code
        if let message = one.message { all.append(message) }
        return all.count < 8
      }
      if !all.isEmpty { message = message ?? all.joined(separator: "; ") }
    case .object:
      for name in Self.codes { take(code: error.member(name)) }
      for name in Self.messages { take(message: error.member(name), levels: levels) }
      take(error.member("error"), levels: levels - 1)
    default: break
    }
  }

  private var isComplete: Bool { code != nil && message != nil }

  /// Reads a body that has a code and a message of its own rather than an `error` member.
  mutating func takeOwn(of body: LenientValue) {
    take(code: body.member("code"))
    for name in Self.messages { take(message: body.member(name), levels: 4) }
  }

  /// Skips the code "error", which says nothing.
  private mutating func take(code found: LenientValue) {
    if code == nil, let word = found.word, word != "error" { code = word }
  }

  private mutating func take(message found: LenientValue, levels: Int) {
    switch found.value {
    case .string: message = message ?? found.word
    case .object: take(found, levels: levels - 1)
    case .array:
      // A list of validation errors: the HTTP status says more than their codes.
      var list = Reason()
      list.take(found, levels: levels - 1)
      message = message ?? list.message
    default: break
    }
  }

  /// Reads the `status` of a Vertex AI line: an object, or a string that often ends with the JSON
  /// text of an error.
  mutating func take(status: LenientValue) {
    if isComplete { return }
    guard case .string(let text) = status.value, !text.isEmpty else { return take(status) }
    if let brace = text.firstIndex(of: UInt8(ascii: "{")) {
      let document = Document.create()
      defer { document.destroy() }
      if (try? document.load(Bytes(rebasing: text[brace...]), with: Indexer())) != nil {
        take(LenientValue(document, document.value(0)))
      }
    }
    message = message ?? text.string
  }
}
