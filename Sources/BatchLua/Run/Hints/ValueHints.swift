internal import LazyJSON
internal import LuaVM

/// Hints for Lua's errors about values of records. Each is to be appended to the message; empty if
/// there is none.
extension ErrorDescriber {
  /// The key that was probably meant, for an error about a field that is nil.
  func suggestion(_ error: ScriptError) -> String {
    let message = String(decoding: error.message, as: UTF8.self)
    guard message.hasPrefix("attempt to"), message.contains("nil value"),
      let start = message.range(of: "(field '"), let end = message[start...].firstIndex(of: "'"),
      let owner = state.hot.pointee.missDocument
    else { return "" }
    let name = String(message[start..<end])
    var text = name
    guard text.withUTF8({ MissedKey($0) }) == state.hot.pointee.missKey else { return "" }
    let document = Document(address: owner)
    document.makeReady()
    let object = state.hot.pointee.missNode
    var keys: [String] = []
    var next = 0
    while let index = try? document.nextMember(object, at: next) {
      if let key = try? document.key(object, at: next) { keys.append(key.string) }
      next = index + 1
    }
    return nearName(to: name, among: keys).map { "; did you mean '\($0)'?" } ?? ""
  }

  /// The path of an element that is null, for an error about `json.null`.
  func nullElement(_ error: ScriptError, at position: RecordPosition?) -> String {
    let message = String(decoding: error.message, as: UTF8.self)
    let hot = state.hot
    guard message.hasPrefix("attempt to"), message.contains("json.null"),
      let (document, line, _) = position, hot.pointee.nullDocument == document.address
    else { return "" }
    let (node, index) = (hot.pointee.nullNode, hot.pointee.nullIndex)
    guard node > line.root, node < document.node(line.root).next,
      case .null = document.element(node, index)
    else { return "" }
    return "; \(document.path(of: node))[\(index + 1)] is null"
  }
}

extension String {
  /// The index after the first occurrence of `part`; nil if there is none.
  fileprivate func range(of part: String) -> String.Index? {
    var at = startIndex
    while at < endIndex {
      if self[at...].hasPrefix(part) { return index(at, offsetBy: part.count) }
      at = index(after: at)
    }
    return nil
  }
}
