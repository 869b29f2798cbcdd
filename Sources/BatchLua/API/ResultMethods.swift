internal import BatchModel
internal import CLua

/// The methods of results: see the chapter on them.
extension HostFunction {
  static let resultMethods: [HostFunction] = [
    HostFunction(
      "record:ok", returns: ["boolean"],
      "Whether the request succeeded: the result holds an answer and no error. See results.",
      example: """
        local out = batch.BatchRequestOutput.decode(
          '{"custom_id":"a","response":{"status_code":200,"body":{"choices":[{"index":0}]}}}')
        assert(out:ok())
        """
    ) { state, call in
      let record = try state.record(call, "ok")
      call.return(bl_value(boolean: try state.isSuccess(record)))
    },
    HostFunction(
      "record:failure", returns: ["string?", "string?"],
      "Code and message of a failure, wherever the provider put them; nil for a success. A "
        + "result with neither an answer nor an error is the failure `no_answer`.",
      example: """
        local out = batch.BatchRequestOutput.decode(
          '{"custom_id":"a","response":null,"error":{"code":"batch_expired","message":"late"}}')
        assert(out:failure() == "batch_expired")
        """
    ) { state, call in try state.failure(try state.record(call, "failure"), &call) },
    HostFunction(
      "record:text", returns: ["string?"],
      "The text of the answer: of the first choice, its parts joined; nil when there is none. "
        + "Neither thoughts nor refusals are text.",
      example: """
        local out = batch.BatchRequestOutput.decode(
          '{"custom_id":"a","response":{"body":{"choices":[{"message":{"content":"Hi"}}]}}}')
        assert(out:text() == "Hi")
        """
    ) { state, call in try state.text(try state.record(call, "text"), &call) },
    HostFunction(
      "record:finish_reason", returns: ["string?"],
      "Why the answer ended: `stop`, `length`, `tool_calls` or `content_filter`, or the "
        + "provider's own word where none of them says it; nil when nothing is said.",
      example: """
        local out = batch.BatchRequestOutput.decode(
          '{"custom_id":"a","result":{"type":"succeeded","message":{"stop_reason":"end_turn"}}}')
        assert(out:finish_reason() == "stop")
        """
    ) { state, call in try state.finishReason(try state.record(call, "finish_reason"), &call) },
    HostFunction(
      "record:usage",
      returns: [
        "{ input: integer?, output: integer?, total: integer?, cached: integer?, "
          + "reasoning: integer? }"
      ],
      "The tokens of the answer, in a new table, as OpenAI counts them: `cached` is a part of "
        + "`input`, `reasoning` a part of `output`. What is not known is nil.",
      example: """
        local out = batch.BatchRequestOutput.decode(
          '{"custom_id":"a","response":{"body":{"usage":{"input_tokens":3,"output_tokens":4}}}}')
        assert(out:usage().total == 7 and out:usage().cached == nil)
        """
    ) { state, call in try state.usage(try state.record(call, "usage"), &call) },
  ]
}
