internal import BatchModel

/// The location of a field of a record in its JSON object.
enum FieldLocation: Sendable, Equatable {
  case member(String)
  /// In this member, which also has the label; the prelude writes it.
  case body(String)
  /// In a label of the body; the prelude reads and writes it.
  case label
  /// Nowhere: it reads nil and cannot be written.
  case none

  /// The member, when it is one.
  var member: String? {
    switch self {
    case .member(let name), .body(let name): name
    case .label, .none: nil
    }
  }
}

extension ModelType {
  /// The type as the lines of a shape have it.
  func shaped(by shape: Shape) -> ModelType {
    guard shape != .openai, type == .batchRequestInput || type == .batchRequestOutput else {
      return self
    }
    var isLabelled = false
    if case .label = shape.id { isLabelled = true }
    var shaped = fields.map { $0.shaped(by: shape) }
    // The label of a body that is there.
    if isLabelled, let body = shaped.firstIndex(where: { $0.name == "body" }) {
      shaped.insert(shaped.remove(at: body), at: 0)
    }
    return ModelType(
      type: type, name: name, documentation: documentation, example: example, fields: shaped,
      methods: methods)
  }
}

extension Field {
  fileprivate func shaped(by shape: Shape) -> Field {
    func at(
      _ location: FieldLocation, _ kind: FieldKind? = nil, initial: String? = nil
    ) -> Field {
      Field(name, kind ?? self.kind, documentation, initial: initial, at: location)
    }
    switch name {
    case "custom_id":
      if case .member(let name) = shape.id { return at(.member(name), initial: self.initial) }
      return at(.label, initial: self.initial)
    case "body":
      if case .member = shape.id { return at(.member(shape.body)) }
      return at(.body(shape.body))
    case "method", "url":
      return shape.target == .none ? at(.none) : at(location, .optional(.string))
    case "response":
      return at(.member(shape.answer), shape.wrapsAnswer ? nil : .optional(.object))
    case "error": return at(shape.error.map { .member($0) } ?? .none)
    default: return self
    }
  }
}
