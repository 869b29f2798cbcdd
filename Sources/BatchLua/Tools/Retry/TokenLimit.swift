internal import LazyJSON

/// The members of request bodies that limit the tokens of an answer.
enum TokenLimit {
  static let names: [StaticString] = [
    "max_tokens", "max_completion_tokens", "max_output_tokens", "maxOutputTokens", "maxTokens",
    "max_new_tokens", "max_gen_len", "max_tokens_to_sample", "maxTokenCount",
  ]
  /// Objects in the body that hold such a member at Gemini and Bedrock.
  static let holders: [StaticString] = [
    "generationConfig", "generation_config", "inferenceConfig", "textGenerationConfig",
    "parameters",
  ]

  /// Multiplies all limits of a body, rounding up. False if none of them is a positive number.
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
