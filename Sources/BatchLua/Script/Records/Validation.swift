internal import BatchModel
internal import CLua
internal import LazyJSON

/// `record:validate()`: all problems of a record, as `BatchError`s.
extension ScriptState {
  func validate(_ object: bl_object, _ call: inout bl_call) throws {
    var text = ByteBuffer()
    try encode(object, into: &text)
    let written = try load(text.elements)
    defer { documents.takeBack(written) }
    let problems = problems(of: object.objectType, in: written)
    let line = position(of: object)?.line
    var list = ByteBuffer()
    list.append(UInt8(ascii: "["))
    for (index, problem) in problems.enumerated() {
      if index > 0 { list.append(UInt8(ascii: ",")) }
      let diagnostic = Diagnostic(
        message: problem.message, code: options.profile.name(of: problem),
        param: options.profile.param(of: problem))
      diagnostic.append(to: &list, line: line)
    }
    list.append(UInt8(ascii: "]"))
    call.result(.batchErrorList, rootOf: try load(list.elements))
  }

  private func problems(of type: ObjectType, in document: Document) -> [ErrorCode] {
    if type == .batchRequestInput {
      return LineProblems.of(request: 0, in: document, profile: options.profile)
    }
    var check = ModelCheck(document)
    check.check(0, as: model(of: type))
    let codes = check.problems.compactMap(\.code)
    let others =
      type == .batchRequestOutput
      ? LineProblems.of(result: 0, in: document, profile: options.profile)
      : LineProblems.of(value: 0, in: document)
    return codes + others.filter { !codes.contains($0) }
  }
}
