/// A place where result lines hold answers. A string there that is the JSON text of an object is
/// read as that object.
package struct AnswerPlace: Sendable {
  package let path: AnswerPath
  /// Whether the object may be a wrapper around the body: its `id` is then not that of an answer.
  var mayBeAround = false
  /// Whether services put nothing but answers there.
  var holdsOnlyAnswers = false

  /// In the order in which they are tried.
  package static let all: [AnswerPlace] = [
    AnswerPlace(path: "response.body"),
    AnswerPlace(path: "response", mayBeAround: true),
    AnswerPlace(path: "result.message"),
    AnswerPlace(path: "modelOutput", holdsOnlyAnswers: true),
    AnswerPlace(path: "body"),
  ]
}
