internal import LazyJSON

/// What an answer looks like: the one table by which it is recognised, read and documented. An
/// answer is of the first shape whose member `key` it has.
package struct AnswerShape: Sendable {
  /// What gives such answers.
  package let name: String
  /// The member that holds what was asked for.
  package let key: StaticString
  package let kind: Kind
  /// Where the text is; the first of them that is there.
  package let text: [AnswerPath]
  /// Where the reason is for which the answer ended; the first of them that is there.
  package let reason: [AnswerPath]
  /// What is there when the model has called tools, where the reason does not tell.
  package let calls: AnswerPath?
  /// What is there when the provider has failed after all.
  package let failure: AnswerPath?

  /// What the member must be. Arrays and objects must hold something.
  package enum Kind: Sendable {
    case array, object, string
    /// An array or an object.
    case container
    /// A string that is not empty, or a number; only where none of the arrays is there and empty.
    case id
    /// Anything, where only answers stand; the same.
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

  /// The shape of the answer that an object is, at a place of results; nil when it is none.
  static func shape(of object: Spot, at place: AnswerPlace, isAround: Bool) -> AnswerShape? {
    var isEmpty = false
    for shape in all {
      switch shape.kind {
      case .id where isEmpty || isAround: continue
      case .any:
        if place.holdsOnlyAnswers && !isEmpty && !object.isVoid && !object.hasFailed {
          return shape
        }
      default: if shape.fits(object) { return shape }
      }
      if shape.kind == .array && !isEmpty { isEmpty = !object.member(shape.key).isAbsent }
    }
    return nil
  }

  private func fits(_ answer: Spot) -> Bool {
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
