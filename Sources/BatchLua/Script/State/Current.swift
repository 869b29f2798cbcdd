internal import CLua
internal import LazyJSON

/// `batch.current`: the position of the current record in the input, whatever its type.
extension ScriptState {
  private enum Field: String, CaseIterable { case file, line, index, raw, shard }

  /// The value of a field; nil while no record is being processed, except for `shard`.
  func current(_ key: bl_value) throws -> bl_value {
    guard let field = key.text.flatMap(Field.init) else { throw unknownField(key) }
    guard isInRecord, let current = runner?.current else {
      return field == .shard ? bl_value(integer: options.shard) : bl_value()
    }
    let (document, line, origin) = current.position
    return switch field {
    case .file: scratchText(origin.file)
    case .line: bl_value(integer: origin.firstLine + Int(line.number))
    case .index: bl_value(integer: current.index)
    case .raw: bl_value(bytes: document.original(of: line))
    case .shard: bl_value(integer: options.shard + origin.input)
    }
  }

  private func unknownField(_ key: bl_value) -> BindingError {
    let names = Field.allCases.map(\.rawValue)
    let name = key.text ?? describe(key)
    let near = nearName(to: name, among: names).map { "did you mean '\($0)'?" }
    return BindingError(
      "batch.current has no field '\(name)'; "
        + (near ?? "it has \(names.joined(separator: ", "))"))
  }
}
