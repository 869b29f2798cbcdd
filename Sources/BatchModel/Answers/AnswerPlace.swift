/// Where answers stand in a result. The text of a JSON object counts as that object.
package struct AnswerPlace: Sendable {
  package let path: AnswerPath
  /// Whether the object may be one around a body, so that its id is not one of an answer.
  var mayBeAround = false
  /// Whether nothing else stands there.
  var holdsOnlyAnswers = false

  /// In the order in which they are looked at.
  package static let all: [AnswerPlace] = [
    AnswerPlace(path: "response.body"),
    AnswerPlace(path: "response", mayBeAround: true),
    AnswerPlace(path: "result.message"),
    AnswerPlace(path: "modelOutput", holdsOnlyAnswers: true),
    AnswerPlace(path: "body"),
  ]
}
