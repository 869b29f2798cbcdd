internal import CLua
internal import LazyJSON

extension Engine {
  /// What `look` finds in a result: its document and node, as text where scripts have put values
  /// of their own.
  func seen<Result>(
    _ object: bl_object, _ look: (Document, UInt32) -> Result
  ) throws -> Result {
    let document = object.document
    let isText = ["response", "error"].allSatisfy {
      document.member(object.node, named: $0).slot == 0
    }
    if isText { return look(document, object.node) }
    var text = ByteBuffer()
    try encode(object, into: &text)
    let written = try load(text.elements)
    defer { takeBack(written) }
    return look(written, 0)
  }

  /// Two texts as the results of a call.
  func `return`(_ failure: (code: String, message: String), _ call: inout bl_call) {
    let both = keep(failure.code + failure.message)
    let length = failure.code.utf8.count
    call.return(bl_value(bytes: Bytes(rebasing: both.bytes[..<length])))
    call.return(bl_value(bytes: Bytes(rebasing: both.bytes[length...])))
  }
}

/// Whether a request succeeded, and what its provider says went wrong.
extension Document {
  /// `error` null or absent, `response` there, its status 200 to 299.
  func isSuccess(_ result: UInt32) -> Bool {
    switch member(result, "error") {
    case .absent, .null: break
    default: return false
    }
    guard case .object(let response) = member(result, "response"),
      case .integer(let status) = member(response, "status_code")
    else { return false }
    return (200...299).contains(status)
  }

  /// Code and message, wherever the provider put them: `error`, `error.message.error` (Azure), a
  /// bare string (vLLM), `response.body.error`, the HTTP status.
  func failure(_ result: UInt32) -> (code: String, message: String) {
    let document = self
    var code: String?
    var message: String?
    func take(_ error: Value) {
      switch error {
      case .string(let text): message = message ?? text.string
      case .object(let node):
        code = code ?? document.text(document.member(node, "code"))
        switch document.member(node, "message") {
        case .object(let inner):
          if case .object = document.member(inner, "error") {
            take(document.member(inner, "error"))
          } else {
            take(.object(inner))
          }
        case let text: message = message ?? document.text(text)
        }
        code = code ?? document.text(document.member(node, "type"))
      default: break
      }
    }
    take(document.member(result, "error"))
    if case .object(let response) = document.member(result, "response") {
      if case .object(let body) = document.member(response, "body") {
        take(document.member(body, "error"))
      }
      let status = document.text(document.member(response, "status_code"))
      code = code ?? status
      if let status { message = message ?? "the response has the HTTP status \(status)" }
    }
    return (code ?? "unknown", message ?? "the request has no response")
  }
}

extension Document {
  /// A scalar as text; nil for null and containers.
  fileprivate func text(_ value: Value) -> String? {
    switch value {
    case .string(let text): text.string
    case .integer(let number): String(number)
    case .double(let number): String(number)
    case .boolean(let flag): String(flag)
    default: nil
    }
  }
}
