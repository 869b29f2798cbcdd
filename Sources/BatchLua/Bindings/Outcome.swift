internal import CLua
internal import LazyJSON

/// Whether a request succeeded, and what its provider says went wrong.
extension Engine {
  /// `error` null or absent, `response` there, its status 200 to 299.
  func isSuccess(_ object: bl_object) -> Bool {
    let document = object.document
    switch document.member(object.node, "error") {
    case .absent, .null: break
    default: return false
    }
    guard case .object(let response) = document.member(object.node, "response"),
      case .integer(let status) = document.member(response, "status_code")
    else { return false }
    return (200...299).contains(status)
  }

  /// Code and message, wherever the provider put them: `error`, `error.message.error` (Azure), a
  /// bare string (vLLM), `response.body.error`, the HTTP status. Nothing for a success.
  func failure(_ object: bl_object, _ call: inout bl_call) {
    if isSuccess(object) { return }
    let document = object.document
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
    take(document.member(object.node, "error"))
    if case .object(let response) = document.member(object.node, "response") {
      if case .object(let body) = document.member(response, "body") {
        take(document.member(body, "error"))
      }
      let status = document.text(document.member(response, "status_code"))
      code = code ?? status
      if let status { message = message ?? "the response has the HTTP status \(status)" }
    }
    let both = keep((code ?? "unknown") + (message ?? "the request has no response"))
    let length = (code ?? "unknown").utf8.count
    call.return(bl_value(bytes: Bytes(rebasing: both.bytes[..<length])))
    call.return(bl_value(bytes: Bytes(rebasing: both.bytes[length...])))
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
