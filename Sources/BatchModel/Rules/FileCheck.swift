package import LazyJSON

/// Finds all problems of the lines of files, one after the other: those of `LineProblems`, those of
/// the members of bodies, and those that depend on lines before it. Quick where there are none.
package struct FileCheck: ~Copyable {
  package let profile: Profile
  private var check: RequestCheck
  private let keys: RecordKeys
  private let schemas: BodySchemas
  /// What all lines are taken as; nil to look at each.
  private let kind: LineKind?
  private var kinds: LineKinds
  /// Whether members that are not known are found.
  private let isStrict: Bool
  /// The number of the last line of the files before this one.
  private var earlier: UInt32 = 0
  /// Of the members of a body.
  private var misfits: [BodySchema.Problem] = []
  /// How many of the lines of this file are results.
  package private(set) var results = 0
  package private(set) var models = NameCounts()
  package private(set) var urls = NameCounts()

  package init(
    profile: Profile, schemas: BodySchemas, as kind: LineKind? = nil, isStrict: Bool = false
  ) {
    self.profile = profile
    self.schemas = schemas
    self.kind = kind
    self.isStrict = isStrict
    kinds = LineKinds(profile)
    check = RequestCheck(profile: profile)
    keys = RecordKeys.of(profile.shape)
  }

  /// Starts another file: models, URLs and limits are its own. An id that a file before it has is a
  /// warning: its lines have numbers up to `number`.
  package mutating func startFile(after number: UInt32) {
    check.facts.startFile()
    check.commit()
    results = 0
    earlier = number
  }

  /// The requests of this file.
  package var requests: Int { check.facts.counts.requests }

  /// The limits of the service that the file exceeds; `bytes` are all of it.
  package func limits(bytes: Int) -> [ErrorCode] {
    let counts = check.facts.counts
    if counts.requests == 0 { return [] }
    func limit(_ value: Int, _ most: Int?, _ code: (Int, Int) -> ErrorCode) -> ErrorCode? {
      most.flatMap { value > $0 ? code(value, $0) : nil }
    }
    return [
      limit(counts.requests, profile.maxRequests, ErrorCode.tooManyRequests),
      limit(bytes, profile.maxBytes, ErrorCode.fileTooLarge),
      limit(counts.embeddingInputs, profile.maxEmbeddingInputs, ErrorCode.tooManyEmbeddingInputs),
    ].compactMap(\.self)
  }

  /// Appends what is wrong with a valid line of JSON. `number` is what `firstUse` gives when its id
  /// comes again.
  package mutating func check(
    _ line: Line, in document: Document, at number: UInt32, into found: inout [LineFinding]
  ) {
    guard document.isObject(line.root) else {
      found.append(LineFinding(.noObject(document.value(line.root))))
      return
    }
    let record = RecordPlace(document, line)
    switch kind ?? kinds.kind(of: line, in: document) ?? .request {
    case .result: check(result: record, into: &found)
    case .request:
      check(request: record, length: Int(line.end - line.start) + 1, at: number, into: &found)
    }
  }

  /// Whether a valid line is a record, of any profile.
  package func isRecord(_ line: Line, in document: Document) -> Bool {
    guard document.isObject(line.root) else { return false }
    if keys.kind(of: RecordPlace(document, line).members(keys)) != nil { return true }
    return !profile.othersFitting(line.root, in: document).isEmpty
  }

  // MARK: Requests

  private mutating func check(
    request record: RecordPlace, length: Int, at number: UInt32, into found: inout [LineFinding]
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

  /// Counts model and URL, and looks at the members of the body.
  @inline(__always)
  private mutating func look(at record: RecordPlace) {
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

  private mutating func noteUnknown(_ record: RecordPlace) {
    let shape = profile.shape
    var known = [shape.body]
    if case .member(let id) = shape.id { known.append(id) }
    if shape.target != .none { known += ["method", "url"] }
    record.document.eachMember(of: record.root) { key, value in
      if !known.contains(key.string) { misfits.append(.unknown(key: value - 1)) }
    }
  }

  private mutating func findAll(
    _ record: RecordPlace, isValid: Bool, at number: UInt32, since before: FileFacts.Counts,
    into found: inout [LineFinding]
  ) {
    let document = record.document
    let repeated = isValid ? nil : takeInvalid(record)
    let codes = LineProblems.of(request: record.root, in: document, profile: profile)
    // A line of another service lacks what this one's have: to say its profile says it all.
    let other = codes.first { if case .otherProfile = $0 { true } else { false } }
    if let other { return found.append(LineFinding(other)) }
    found += codes.map { LineFinding($0) }
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

  /// Takes what a line says that has problems; the id when an earlier line has it.
  private mutating func takeInvalid(_ record: RecordPlace) -> String? {
    check.rollback()
    let document = record.document
    let members = record.members(keys)
    if case .string(let url) = document.value(members.url) { _ = check.facts.take(url: url) }
    if case .object(let body) = document.value(members.body),
      let seen = check.facts.look(at: body, in: document)
    {
      check.facts.take(seen)
    }
    guard case .string(let id) = members.id(in: document, profile.shape), !id.isEmpty else {
      return nil
    }
    let text = id.string
    return check.take(id: id) ? nil : text
  }

  private func string(_ record: RecordPlace, _ name: StaticString) -> String? {
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

  /// Whether a line has an id.
  package func isTaken(id: Bytes) -> Bool { check.isTaken(id: id) }

  /// Takes an id that no line has: of a line that is mended.
  package mutating func take(newID id: Bytes, at number: UInt32) {
    _ = check.take(id: id)
    check.commit(at: number)
  }

  // MARK: Results

  private mutating func check(result record: RecordPlace, into found: inout [LineFinding]) {
    results += 1
    let document = record.document
    if document.mayRepeatKeys(in: record.root) || document.unpairedString(in: record.root) != nil {
      found += LineProblems.of(value: record.root, in: document).map { LineFinding($0) }
    }
    let other = kind == nil ? kinds.other : nil
    let profile = other ?? profile
    let members =
      other.map { RecordKeys.of($0.shape).places(of: record.root, in: document, line: nil) }
      ?? record.members(keys)
    if let problem = profile.problem(ofResultID: document.value(members.customID)) {
      found.append(LineFinding(problem))
    }
    let answer = Answer(of: record.root, in: document)
    if answer.saysNothing {
      found.append(LineFinding(.missingRequiredParameter(profile.shape.answer)))
    }
    if let code = answer.problemOfStatus { found.append(LineFinding(code)) }
  }
}
