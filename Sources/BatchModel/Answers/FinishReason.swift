internal import LazyJSON

/// One of OpenAI's finish reasons, with the equivalent words of other providers. Case is ignored.
package struct FinishReason: Sendable {
  package let word: StaticString
  package let others: [StaticString]

  package static let all: [FinishReason] = [
    FinishReason(
      word: "stop",
      others: [
        "end_turn", "stop_sequence", "pause_turn", "complete", "completed", "finish", "finished",
        "eos", "eos_token", "endoftext",
      ]),
    FinishReason(
      word: "length",
      others: [
        "max_tokens", "max_output_tokens", "model_length", "max_length",
        "model_context_window_exceeded",
      ]),
    FinishReason(
      word: "tool_calls", others: ["tool_use", "tool_call", "function_call"]),
    FinishReason(
      word: "content_filter",
      others: [
        "content_filtered", "refusal", "guardrail_intervened", "safety", "recitation",
        "blocklist", "prohibited_content", "spii", "image_safety", "image_prohibited_content",
        "image_recitation", "error_toxic",
      ]),
  ]

  /// OpenAI's equivalent of a provider's word; nil if there is none.
  static func word(for reason: Bytes) -> StaticString? {
    for row in all {
      if reason.isWord(row.word) || row.others.contains(where: reason.isWord) { return row.word }
    }
    return nil
  }
}

extension Bytes {
  /// Whether the bytes equal `word`, which is in lower case, ignoring case.
  fileprivate func isWord(_ word: StaticString) -> Bool {
    count == word.utf8CodeUnitCount
      && zip(self, word.bytes).allSatisfy { byte, small in
        byte == small || byte | 0x20 == small && small >= UInt8(ascii: "a")
      }
  }
}
