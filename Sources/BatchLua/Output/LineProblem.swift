internal import LazyJSON

/// Why a value of a script cannot be written as a line of the output's form.
struct LineProblem: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

extension Document {
  /// The content of a JSON string, to be written as a line of text. Throws for other values.
  func textLine() throws(LineProblem) -> Bytes {
    let value = value(0)
    if case .string(let text) = value { return text }
    throw LineProblem(
      "lines of text are strings, got \(value.description); return one from transform, such as "
        + "json.encode(record)")
  }
}
