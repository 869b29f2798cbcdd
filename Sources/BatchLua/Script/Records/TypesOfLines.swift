internal import BatchModel
internal import CLua
internal import LazyJSON

/// The types of the lines of an input.
extension ScriptState {
  /// The object type of a line, and the location of its prefetched field. Under most profiles a
  /// line with `response` or `error` beside `custom_id` is a result, and one with `body`, `url` or
  /// `method` a request.
  @inline(__always)
  func record(
    in line: Line, of document: Document, as type: RecordType? = nil
  ) -> (type: ObjectType, child: MemberLocation)? {
    guard document.isObject(line.root) else { return nil }
    switch type ?? options.recordType {
    case .input: return (.batchRequestInput, .absent)
    case .output: return (.batchRequestOutput, .absent)
    case .json: return (.object, .absent)
    case .detect: return tellType(of: line, in: document)
    }
  }

  @inline(__always)
  private func tellType(
    of line: Line, in document: Document
  ) -> (type: ObjectType, child: MemberLocation)? {
    let members = keys.members(of: line.root, in: document, line: line)
    switch keys.kind(of: members) {
    case .result?: return (.batchRequestOutput, members.response)
    case .request?:
      if keys.isDoubtful(members) && isOther(line, in: document) { return nil }
      return (.batchRequestInput, members.body)
    case nil: return nil
    }
  }

  /// Whether a line has the shape of a request, possibly of another profile.
  func isRequest(_ line: Line, in document: Document) -> Bool {
    guard document.isObject(line.root) else { return false }
    return keys.kind(of: keys.members(of: line.root, in: document, line: line)) == .request
  }

  /// Whether a line that may be a request of another profile is one.
  @inline(never)
  private func isOther(_ line: Line, in document: Document) -> Bool {
    let members = keys.members(of: line.root, in: document, line: line)
    return keys.isOther(members, in: document, options.profile)
      && !options.profile.othersFitting(line.root, in: document).isEmpty
  }
}
