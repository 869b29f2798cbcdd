internal import LazyJSON

/// The order in which the keys of a Lua table are written: those of the batch format as it
/// documents them, then all others by their bytes.
enum KeyOrder {
  /// Where the declarations of the model say nothing: lines first, then requests, messages and what
  /// stands in them.
  private static let common = [
    "id", "custom_id", "key", "recordId", "method", "url", "object", "created", "role", "type",
    "model", "name", "description",
    "system", "messages", "input", "prompt", "instructions", "content", "text", "image_url",
    "tool_calls", "tool_call_id", "function", "arguments", "parameters", "strict", "tools",
    "tool_choice", "parallel_tool_calls", "response_format", "json_schema", "schema", "max_tokens",
    "max_completion_tokens", "max_output_tokens", "temperature", "top_p", "n", "stop", "seed",
    "presence_penalty", "frequency_penalty", "logit_bias", "logprobs", "top_logprobs",
    "dimensions", "encoding_format", "choices", "index", "finish_reason", "usage", "reasoning",
    "reasoning_effort", "store", "metadata", "user",
    "response", "status_code", "request_id", "body", "params", "request", "modelInput", "error",
    "code", "message", "param", "line",
    "title", "properties", "required", "items", "enum", "additionalProperties",
  ]

  /// The common keys and all fields of the model: one that is not common stands before the field
  /// that it precedes in its type, the last ones at the end. The largest type comes first, since
  /// one order cannot be that of all.
  static let keys: [String] = {
    let models = ModelType.all.sorted { $0.fields.count > $1.fields.count }
    return models.reduce(into: common) { keys, model in
      var place = keys.count
      for field in model.fields.reversed() {
        if let known = keys.firstIndex(of: field.name) {
          place = known
        } else {
          keys.insert(field.name, at: place)
        }
      }
    }
  }()

  private struct Ranked: BitwiseCopyable {
    let bytes: Bytes
    let rank: UInt32
  }
  private static let longest = keys.map(\.utf8.count).max()!
  /// Ranks by length, so that most keys are told apart at once.
  nonisolated(unsafe) private static let sorted: UnsafeBufferPointer<Ranked> = {
    let ranked = keys.enumerated().map { Ranked(bytes: Bytes.forever($1), rank: UInt32($0)) }
    let buffer = UnsafeMutableBufferPointer<Ranked>.allocate(capacity: ranked.count)
    _ = buffer.initialize(from: ranked.sorted { $0.bytes.count < $1.bytes.count })
    return UnsafeBufferPointer(buffer)
  }()
  /// Where the keys of each length start among the sorted ones, and where they end.
  nonisolated(unsafe) private static let table: UnsafePointer<(start: UInt16, end: UInt16)> = {
    let table = UnsafeMutablePointer<(start: UInt16, end: UInt16)>.allocate(capacity: longest + 1)
    for length in 0...longest {
      let start = sorted.firstIndex { $0.bytes.count >= length } ?? sorted.count
      let end = sorted.firstIndex { $0.bytes.count > length } ?? sorted.count
      (table + length).initialize(to: (UInt16(start), UInt16(end)))
    }
    return UnsafePointer(table)
  }()

  static func rank(_ key: Bytes) -> UInt32 {
    guard key.count <= longest else { return .max }
    let range = table[key.count]
    for i in Int(range.start)..<Int(range.end) where sorted[i].bytes.equals(key) {
      return sorted[i].rank
    }
    return .max
  }
}
