internal import LazyJSON

/// Where bodies say how many tokens an answer may have.
enum TokenLimit {
  static let names: [StaticString] = [
    "max_tokens", "max_completion_tokens", "max_output_tokens", "maxOutputTokens", "maxTokens",
    "max_new_tokens", "max_gen_len", "max_tokens_to_sample", "maxTokenCount",
  ]
  /// Members of the body that hold such a member at Gemini and Bedrock.
  static let holders: [StaticString] = [
    "generationConfig", "generation_config", "inferenceConfig", "textGenerationConfig",
    "parameters",
  ]

  /// Multiplies all limits of a body, rounding up; false when it has none that is a number above 0.
  static func multiply(
    in body: UInt32, of document: Document, by factor: Double
  ) throws(EditError) -> Bool {
    var isThere = try multiply(at: body, document, factor)
    for holder in holders {
      guard case .object(let node) = document.member(body, holder) else { continue }
      if try multiply(at: node, document, factor) { isThere = true }
    }
    return isThere
  }

  private static func multiply(
    at object: UInt32, _ document: Document, _ factor: Double
  ) throws(EditError) -> Bool {
    var isThere = false
    for name in names {
      let limit: Double
      switch document.member(object, name) {
      case .integer(let number): limit = Double(number)
      case .double(let number): limit = number
      default: continue
      }
      let product = (limit * factor).rounded(.up)
      guard limit > 0, product < 0x1p53 else { continue }
      _ = try document.setMember(object, name.bytes, .integer(Int64(product)))
      isThere = true
    }
    return isThere
  }
}
