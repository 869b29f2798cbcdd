internal import LazyJSON

/// Problems of requests.
extension FileCheck {
  // MARK: Requests

  mutating func check(
    request record: RecordLocation, length: Int, at number: UInt32, into found: inout [LineFinding]
  ) {
    let before = check.facts.counts
    let document = record.document
    let isValid = if case .valid = check.check(request: record) { true } else { false }
    look(at: record)
    if isValid, !check.facts.hasNotes(since: before), misfits.isEmpty,
      !document.mayRepeatKeys(in: record.root), document.unpairedString(in: record.root) == nil,
      profile.maxRequestBytes.map({ length <= $0 }) ?? true
    {
      check.facts.count(line: length, isRequest: true)
      check.commit(at: number)
      return
    }
    findAll(record, isValid: isValid, at: number, since: before, into: &found)
    check.facts.count(line: length, isRequest: true)
    check.commit(at: number)
  }

  /// The problems of a valid request that `RequestCheck` does not note: values of a wrong kind in the
  /// body, and keys that an object has twice, but for the body's own.
  package mutating func furtherProblems(of record: RecordLocation) -> [ErrorCode] {
    let document = record.document
    look(at: record)
    var codes = misfits.map { finding($0, in: document).code }
    guard document.mayRepeatKeys(in: record.root) else { return codes }
    let own = profile.shape.body + "."
    for path in document.repeatedKeys(in: record.root) {
      let isOwn = path.hasPrefix(own) && !path.dropFirst(own.count).contains { ".[".contains($0) }
      if !isOwn { codes.append(.duplicateKey(path)) }
    }
    return codes
  }

  /// Counts model and URL, and checks the members of the body.
  @inline(__always)
  private mutating func look(at record: RecordLocation) {
    misfits.removeAll(keepingCapacity: true)
    let document = record.document
    let members = record.members(keys)
    var object: Int?
    if case .string(let url) = document.value(members.url) {
      urls.add(url)
      object = schemas.object(for: url)
    }
    if case .object(let body) = document.value(members.body) {
      if case .string(let model) = document.member(body, "model") { models.add(model) }
      if let object {
        schemas.schema.check(
          body, as: object, in: document, isStrict: isStrict, into: &misfits)
      }
    }
    if isStrict { noteUnknown(record) }
  }

  private mutating func noteUnknown(_ record: RecordLocation) {
    let shape = profile.shape
    var known = [shape.body]
    if case .member(let id) = shape.id { known.append(id) }
    if shape.target != .none { known += ["method", "url"] }
    record.document.eachMember(of: record.root) { key, value in
      if !known.contains(key.string) { misfits.append(.unknown(key: value - 1)) }
    }
  }

  private mutating func findAll(
    _ record: RecordLocation, isValid: Bool, at number: UInt32, since before: FileFacts.Counts,
    into found: inout [LineFinding]
  ) {
    let document = record.document
    let repeated = isValid ? nil : takeInvalid(record)
    let codes = LineProblems.of(request: record.root, in: document, profile: profile)
    found += codes.map { LineFinding($0) }
    if case .otherProfile? = codes.first { return }
    if let repeated {
      let use = check.firstUse ?? 0
      found.append(
        LineFinding(.duplicateCustomID(repeated), firstUse: use, isWarning: use <= earlier))
      if use <= earlier { check.take(again: repeated, at: number) }
    }
    if check.facts.counts.strangers > before.strangers, let model = string(record, "model") {
      found.append(LineFinding(.mismatchedModel(model)))
    }
    if profile.requiresOneURL, let first = check.facts.firstURL,
      case .string(let text) = document.value(record.members(keys).url)
    {
      let url = text.string
      if url != first && profile.accepts(url: url) {
        found.append(LineFinding(.mismatchedURL(url, first: first)))
      }
    }
    found += misfits.map { finding($0, in: document) }
  }

  /// Adds the facts of a line with problems; returns its id if an earlier line has it.
  private mutating func takeInvalid(_ record: RecordLocation) -> String? {
    check.rollback()
    let document = record.document
    let members = record.members(keys)
    if case .string(let url) = document.value(members.url) { _ = check.facts.take(url: url) }
    if case .object(let body) = document.value(members.body),
      let seen = FileFacts.look(
        at: body, in: document, check.facts.keys, check.facts.counts.rules)
    {
      check.facts.take(seen)
    }
    guard case .string(let id) = members.id(in: document, profile.shape), !id.isEmpty else {
      return nil
    }
    let text = id.string
    return check.take(id: id) ? nil : text
  }

  private func string(_ record: RecordLocation, _ name: StaticString) -> String? {
    let document = record.document
    guard case .object(let body) = document.value(record.members(keys).body),
      case .string(let text) = document.member(body, name)
    else { return nil }
    return text.string
  }

  private func finding(_ problem: BodySchema.Problem, in document: Document) -> LineFinding {
    switch problem {
    case .wrong(let node, let kinds):
      return LineFinding(
        .invalidType(
          param: document.path(of: node), expected: kinds.expectation,
          found: document.value(node).description))
    case .missing(let object, let field):
      let name = schemas.schema.name(ofField: field)
      return LineFinding(.missingRequiredParameter("\(document.path(of: object)).\(name)"))
    case .unknown(let key):
      return LineFinding(.unknownParameter(document.path(of: key + 1)), isWarning: true)
    }
  }
}
