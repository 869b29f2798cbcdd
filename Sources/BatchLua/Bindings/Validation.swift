internal import BatchModel
internal import CLua
internal import LazyJSON

/// `record:validate()`: all that is wrong with a record, as `BatchError`s.
extension Engine {
  func validate(_ object: bl_object, _ call: inout bl_call) throws {
    var text = ByteBuffer()
    try encode(object, into: &text)
    let written = try load(text.elements)
    defer { written.destroy() }
    var problems = fieldProblems(object.objectType.model!, written)
    if object.objectType == .batchRequestInput {
      problems += RequestShape.problems(of: 0, in: written, profile: options.profile)
    }
    let line = place(of: object)?.line
    var list = ByteBuffer()
    list.append(UInt8(ascii: "["))
    for (index, problem) in problems.enumerated() {
      if index > 0 { list.append(UInt8(ascii: ",")) }
      let diagnostic = Diagnostic(
        message: problem.message, code: options.profile.name(of: problem), param: problem.param)
      diagnostic.append(to: &list, line: line)
    }
    list.append(UInt8(ascii: "]"))
    call.result(.batchErrorList, rootOf: try load(list.elements))
  }

  private func fieldProblems(_ model: ModelType, _ document: Document) -> [ErrorCode] {
    model.fields.compactMap { field in
      let value = document.member(0, named: field.name)
      switch value {
      case .absent, .null:
        return field.kind.isOptional || field.kind.allowsNull
          ? nil : .missingRequiredParameter(field.name)
      default:
        if case .constant = field.kind, model.type == .batchRequestInput { return nil }
        return field.kind.matches(value)
          ? nil
          : .invalidType(
            param: field.name, expected: field.kind.expectation, found: value.description)
      }
    }
  }
}

extension FieldKind {
  var allowsNull: Bool { if case .json = self { true } else { false } }

  /// Whether a value that was read is what the documentation says.
  func matches(_ value: Value) -> Bool {
    switch (self, value) {
    case (.optional(let kind), _): kind.matches(value)
    case (.json, _), (.string, .string), (.named, .string), (.integer, .integer),
      (.boolean, .boolean), (.object, .object), (.model, .object), (.list, .array):
      true
    case (.constant(let text), .string(let bytes)): bytes.string == text
    default: false
    }
  }
}
