internal import BatchModel
internal import CLua
internal import LazyJSON

/// Functions of scripts that examine a result; see `Answer`.
extension ScriptState {
  /// Passes the answer of a result to `look`. If the script has put Lua values into the result,
  /// its JSON text is parsed first.
  func answer<Result>(
    of object: bl_object, _ look: (borrowing Answer) throws -> Result
  ) throws -> Result {
    let document = object.document
    if !document.hasNewValues(object.node) {
      return try look(Answer(of: object.node, in: document))
    }
    var text = ByteBuffer()
    try encode(object, into: &text)
    let written = try load(text.elements)
    defer { documents.takeBack(written) }
    return try look(Answer(of: 0, in: written))
  }

  func isSuccess(_ object: bl_object) throws -> Bool {
    if plainAnswer(of: object) != nil { return true }
    return try answer(of: object) { $0.isSuccess }
  }

  private func plainAnswer(of object: bl_object, readsUsage: Bool = false) -> PlainAnswer? {
    PlainAnswer(of: object.node, in: object.document, readsUsage: readsUsage)
  }

  /// Returns the code and the message of a failed result, or nothing.
  func failure(_ object: bl_object, _ call: inout bl_call) throws {
    guard let failure = try answer(of: object, { $0.failure }) else {
      return call.return(bl_value())
    }
    let both = scratchText(failure.code + failure.message)
    let length = failure.code.utf8.count
    call.return(bl_value(bytes: Bytes(rebasing: both.bytes[..<length])))
    call.return(bl_value(bytes: Bytes(rebasing: both.bytes[length...])))
  }

  func text(_ object: bl_object, _ call: inout bl_call) throws {
    hot.pointee.scratch.count = 0
    let plain = plainAnswer(of: object)
    var isThere = plain?.appendText(in: object.document, to: &hot.pointee.scratch) ?? false
    if !isThere {
      isThere = try answer(of: object) { answer in
        hot.pointee.scratch.count = 0
        return answer.appendText(to: &hot.pointee.scratch)
      }
    }
    call.return(isThere ? scratchValue : bl_value())
  }

  func finishReason(_ object: bl_object, _ call: inout bl_call) throws {
    if let plain = plainAnswer(of: object) {
      return call.return(bl_value(bytes: plain.finishReason.bytes))
    }
    let reason = try answer(of: object) { $0.finishReason }
    call.return(reason.map { scratchText($0) } ?? bl_value())
  }

  /// Returns a new table with the token counts that are known.
  func usage(_ object: bl_object, _ call: inout bl_call) throws {
    let plain = plainAnswer(of: object, readsUsage: true)
    let usage = try plain?.usage ?? answer(of: object) { $0.usage }
    var count = 0
    for (name, number) in zip(AnswerUsage.names, usage.values) {
      guard let number else { continue }
      row[2 * count] = bl_value(bytes: name.bytes)
      row[2 * count + 1] = bl_value(integer: Int(number))
      count += 1
    }
    var table = bl_value()
    table.tag = BL_ROW.rawValue
    table.row.pairs = UnsafePointer(row)
    table.row.count = UInt32(count)
    call.return(table)
  }
}
