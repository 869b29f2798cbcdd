internal import CLua
internal import LazyJSON

/// The order in which the keys of a Lua table are written: keys of the batch format in their
/// documented order, then all others by their bytes.
enum KeyOrder {
  /// The keys of lines first, then those of requests, of messages and of their parts; also keys
  /// that the model does not declare.
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

  /// The common keys and all fields of the model. A field that is not common comes before the one
  /// that it precedes in its type; the last ones are at the end. Larger types take precedence,
  /// because one order cannot be that of all types.
  static let keys: [String] = {
    let models = ModelType.all.sorted { $0.fields.count > $1.fields.count }
    var known = Set<String>(minimumCapacity: 200)
    known.formUnion(common)
    return models.reduce(into: common) { keys, model in
      // Only indices of new fields are looked up: most fields are common.
      var next: String?
      for field in model.fields.reversed() {
        if known.insert(field.name).inserted {
          keys.insert(field.name, at: next.flatMap { keys.firstIndex(of: $0) } ?? keys.count)
        }
        next = field.name
      }
    }
  }()

  /// The order for C.
  nonisolated(unsafe) static let order: OpaquePointer = {
    var lasting = LastingNames(bytes: keys.reduce(0) { $0 + $1.utf8.count })
    let names = keys.enumerated().map { rank, key in
      let bytes = lasting.copy(key)
      return bl_name(
        bytes: UnsafeRawPointer(bytes.baseAddress!).assumingMemoryBound(to: CChar.self),
        length: UInt32(bytes.count), rank: UInt32(rank))
    }
    guard let order = bl_order_new(names, names.count) else {
      RefusedMemory.end(names.count * MemoryLayout<bl_name>.stride)
    }
    return order
  }()

  static func rank(_ key: Bytes) -> UInt32 {
    key.withMemoryRebound(to: CChar.self) { bl_rank(order, $0.baseAddress, $0.count) }
  }
}
