internal import LazyJSON

/// Why an answer ended: OpenAI's word for it, and the words of others that mean the same, in any
/// case.
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

  /// OpenAI's word for a provider's, when there is one.
  static func word(for reason: Bytes) -> StaticString? {
    for row in all {
      if reason.isWord(row.word) || row.others.contains(where: reason.isWord) { return row.word }
    }
    return nil
  }
}

extension Bytes {
  /// Whether these are the bytes of a word in small letters, whatever the case here.
  fileprivate func isWord(_ word: StaticString) -> Bool {
    count == word.utf8CodeUnitCount
      && zip(self, word.bytes).allSatisfy { byte, small in
        byte == small || byte | 0x20 == small && small >= UInt8(ascii: "a")
      }
  }
}
