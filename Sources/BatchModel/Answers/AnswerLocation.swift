/// A location of answers in result lines. A string there that is the JSON text of an object is read
/// as that object.
package struct AnswerLocation: Sendable {
  package let path: AnswerPath
  /// Whether the object may be a wrapper around the body: its `id` is then not that of an answer.
  var mayBeAround = false
  /// Whether services put nothing but answers there.
  var holdsOnlyAnswers = false

  /// In the order in which they are tried.
  package static let all: [AnswerLocation] = [
    AnswerLocation(path: "response.body"),
    AnswerLocation(path: "response", mayBeAround: true),
    AnswerLocation(path: "result.message"),
    AnswerLocation(path: "modelOutput", holdsOnlyAnswers: true),
    AnswerLocation(path: "body"),
  ]
}
