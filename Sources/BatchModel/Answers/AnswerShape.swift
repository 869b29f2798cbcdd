internal import LazyJSON

/// A form of answer. The table `all` decides what counts as an answer, how it is read, and what the
/// reference says of it. An answer has the first shape whose member `key` it has.
package struct AnswerShape: Sendable {
  /// The endpoints or models with such answers, for people.
  package let name: String
  /// The member that holds the generated content.
  package let key: StaticString
  package let kind: Kind
  /// Paths to the text; the first that exists counts.
  package let text: [AnswerPath]
  /// Paths to the finish reason; the first that exists counts.
  package let reason: [AnswerPath]
  /// A value that exists if the model called tools, for services whose finish reason does not say
  /// so.
  package let calls: AnswerPath?
  /// A value that exists if the provider failed during generation.
  package let failure: AnswerPath?

  /// The kind that the member must have. Arrays and objects must not be empty.
  package enum Kind: Sendable {
    case array, object, string
    /// An array or an object.
    case container
    /// A string that is not empty, or an integer, unless one of the arrays above exists and is
    /// empty.
    case id
    /// Any value, at a location that holds only answers; under the same condition.
    case any
  }

  private init(
    _ name: String, _ key: StaticString, _ kind: Kind, text: [AnswerPath] = [],
    reason: [AnswerPath] = [], calls: AnswerPath? = nil, failure: AnswerPath? = nil
  ) {
    (self.name, self.key, self.kind) = (name, key, kind)
    (self.text, self.reason, self.calls, self.failure) = (text, reason, calls, failure)
  }

  package static let all: [AnswerShape] = [
    AnswerShape(
      "chat completions and completions, of OpenAI and all who follow it", "choices", .array,
      text: [
        "choices[1].message.content", "choices[1].message.content[type=text].text",
        "choices[1].text",
      ],
      reason: ["choices[1].finish_reason"], failure: "choices[1].error"),
    AnswerShape(
      "responses", "output", .array,
      text: ["output[type=message].content[type=output_text].text"],
      reason: ["incomplete_details.reason", "status"], calls: "output[type=function_call]"),
    AnswerShape(
      "Bedrock's Converse, Nova", "output", .object, text: ["output.message.content[].text"],
      reason: ["stopReason"]),
    AnswerShape("services that give a text alone", "output", .string, text: ["output"]),
    AnswerShape(
      "Gemini, also at Vertex AI", "candidates", .array,
      text: ["candidates[1].content.parts[!thought].text"],
      reason: ["candidates[1].finishReason"], calls: "candidates[1].content.parts[functionCall]"),
    AnswerShape(
      "Anthropic, also at Bedrock and Vertex AI", "content", .array,
      text: ["content[type=text].text"], reason: ["stop_reason"]),
    AnswerShape(
      "llama.cpp", "content", .string, text: ["content"], reason: ["stop_reason", "stop_type"]),
    AnswerShape(
      "Llama at Bedrock", "generation", .string, text: ["generation"], reason: ["stop_reason"]),
    AnswerShape(
      "Claude's older completions", "completion", .string, text: ["completion"],
      reason: ["stop_reason"]),
    AnswerShape(
      "Anthropic's message without content", "stop_reason", .string, reason: ["stop_reason"]),
    AnswerShape(
      "Mistral at Bedrock", "outputs", .array, text: ["outputs[1].text"],
      reason: ["outputs[1].stop_reason"]),
    AnswerShape(
      "Cohere at Bedrock", "generations", .array, text: ["generations[1].text"],
      reason: ["generations[1].finish_reason"]),
    AnswerShape(
      "moderations, rerank, Titan", "results", .container, text: ["results[1].outputText"],
      reason: ["results[1].completionReason"]),
    AnswerShape("embeddings, images, scores", "data", .container),
    AnswerShape(
      "transcriptions and translations, Cohere", "text", .string, text: ["text"],
      reason: ["finish_reason"]),
    AnswerShape("embeddings of Gemini, Titan", "embedding", .container),
    AnswerShape("embeddings of Cohere", "embeddings", .container),
    AnswerShape("predictions of Vertex AI", "predictions", .container),
    AnswerShape("images of Bedrock", "images", .container),
    AnswerShape("OCR of Mistral", "pages", .container),
    AnswerShape(
      "jobs such as videos, and other objects", "id", .id,
      text: ["message.content", "message.content[type=text].text"], reason: ["finish_reason"]),
    AnswerShape("other models at Bedrock", "modelOutput", .any),
  ]

  /// The shape of an object found at `location`; nil if it is not an answer.
  static func shape(
    of object: LenientValue, at location: AnswerLocation, isAround: Bool
  ) -> AnswerShape? {
    var isEmpty = false
    for shape in all {
      switch shape.kind {
      case .id where isEmpty || isAround: continue
      case .any:
        if location.holdsOnlyAnswers && !isEmpty && !object.isVoid && !object.hasFailed {
          return shape
        }
      default: if shape.fits(object) { return shape }
      }
      if shape.kind == .array && !isEmpty { isEmpty = !object.member(shape.key).isAbsent }
    }
    return nil
  }

  private func fits(_ answer: LenientValue) -> Bool {
    let member = answer.member(key)
    switch (kind, member.value) {
    case (.array, .array(let node)), (.object, .object(let node)), (.container, .array(let node)),
      (.container, .object(let node)):
      return !member.document.isEmpty(node)
    case (.string, .string): return true
    case (.id, .string(let id)): return !id.isEmpty
    case (.id, .integer): return true
    default: return false
    }
  }
}
