internal import BatchLua
internal import BatchModel

extension Chapter {
  /// The chapter on answers, from the tables with which results are read.
  static let results = Chapter(
    name: "results", title: "Results",
    text: """
      record:ok, failure, text, finish_reason and usage read the results of all services alike. One \
      rule: a result is a success when it holds an answer and no error. With neither, such as an \
      echoed request or `{}`, it is the failure `no_answer`. A script may ask any object, with \
      `--type BatchRequestOutput` or batch.BatchRequestOutput.decode.

      An answer stands at one of \(locations). The text of a JSON object in such a location, as some \
      services write it, counts as that object; read as a field it stays a string.

      An error is a status_code outside 200–299, also as a string of digits; an `error` of the \
      line, of the response or of the body, whatever the status, that is not null, not empty and \
      not false, which some services write for none; a \
      body with the status \(AnswerShape.list(Answer.failedStatuses)), or with the object or type \
      `error`; a result.type other than `succeeded`; a first choice with an `error`. Code and message \
      come from the first that has them: code, type or status and message of the line's `error`, \
      what is nested in it, the `error` of the body, the body's own code, message and detail, the \
      body as a text, the status.

      An answer is one that has one of these members, which must not be an empty list; where a text \
      may be at several locations, the first that exists counts:
      \(AnswerShape.all.map(\.item).joined(separator: "\n"))

      Tokens are taken from these members, the sum where there are several:
      \(UsageNames.all.map(\.item).joined(separator: "\n"))

      Reasons that mean the same get one word, whatever their case:
      \(FinishReason.all.map(\.item).joined(separator: "\n"))
      """,
    example: """
      local out = batch.BatchRequestOutput.decode [[{"custom_id":"a","result":{"type":"succeeded",
        "message":{"content":[{"type":"text","text":"Hi"}],"stop_reason":"end_turn",
        "usage":{"input_tokens":3,"cache_read_input_tokens":5,"output_tokens":2}}}}]]
      assert(out:ok() and out:text() == "Hi" and out:finish_reason() == "stop")
      assert(out:usage().input == 8 and out:usage().cached == 5)
      assert(batch.BatchRequestOutput.decode('{"response":{"body":{}}}'):failure() == "no_answer")
      """)

  private static var locations: String { AnswerShape.list(AnswerLocation.all.map(\.path.text)) }
}

extension AnswerShape {
  /// "`a`, `b` or `c`".
  fileprivate static func list(_ words: [StaticString], or: String = "or") -> String {
    let all = words.map { "`\($0)`" }
    guard all.count > 1 else { return all.joined() }
    return all.dropLast().joined(separator: ", ") + " \(or) " + all[all.count - 1]
  }

  fileprivate static func list(_ paths: [AnswerPath], or: String = "or") -> String {
    list(paths.map(\.text), or: or)
  }

  fileprivate var item: String {
    var text = "- `\(key)`, \(kind.words): \(name)"
    if !self.text.isEmpty { text += "; text \(Self.list(self.text))" }
    if !reason.isEmpty { text += "; reason \(Self.list(reason))" }
    if let calls { text += ", but `tool_calls` for `stop` where there is `\(calls.text)`" }
    return text + "."
  }
}

extension AnswerShape.Kind {
  fileprivate var words: String {
    switch self {
    case .array: "a list"
    case .object: "an object"
    case .string: "a string"
    case .container: "a list or an object"
    case .id: "a string or number, where none of the lists is there and empty"
    case .any: "any object that is not empty"
    }
  }
}

extension UsageNames {
  fileprivate var item: String {
    let parts = [
      ("input", input), ("output", output), ("total", total), ("cached", cached),
      ("reasoning", reasoning),
    ]
    let texts = parts.filter { !$0.1.isEmpty }.map { part, paths in
      "\(part) \(AnswerShape.list(paths, or: "and"))"
    }
    return "- \(name): " + texts.joined(separator: "; ") + "."
  }
}

extension FinishReason {
  fileprivate var item: String { "- `\(word)`: \(AnswerShape.list(others, or: "and"))." }
}
