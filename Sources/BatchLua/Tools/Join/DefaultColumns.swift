internal import BatchModel
internal import LazyJSON

extension Join {
  /// The columns of a table if the options name none. For a request without a result all are empty
  /// but the id and the error, which is `no_result`.
  public static let defaultColumns = [
    "custom_id", "status", "answer", "finish_reason", "input_tokens", "output_tokens",
    "error_code", "error_message",
  ]
}

/// The values of the default columns, without Lua.
enum DefaultColumns {
  /// Appends the values for a request with this id. `result` is the document of its result.
  static func append(_ id: Bytes, _ result: Document?, to row: RowValues) {
    row.append(text: id)
    guard let result else {
      for _ in 0..<5 { row.appendNone() }
      row.append("no_result")
      return row.append("there is no result")
    }
    if let plain = PlainAnswer(of: 0, in: result) { return append(plain, of: result, to: row) }
    let answer = Answer(of: 0, in: result)
    row.append(answer.status)
    row.append { answer.appendText(to: &$0) }
    row.append(answer.finishReason)
    let usage = answer.usage
    row.append(usage.input)
    row.append(usage.output)
    let failure = answer.failure
    row.append(failure?.code)
    row.append(failure?.message)
  }

  private static func append(_ answer: PlainAnswer, of result: Document, to row: RowValues) {
    row.append(answer.status)
    row.append {
      answer.appendText(in: result, to: &$0) || Answer(of: 0, in: result).appendText(to: &$0)
    }
    row.append(text: answer.finishReason.bytes)
    row.append(answer.usage.input)
    row.append(answer.usage.output)
    row.appendNone()
    row.appendNone()
  }
}
