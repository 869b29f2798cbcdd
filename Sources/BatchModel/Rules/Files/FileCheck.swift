package import LazyJSON

/// Finds all problems of the lines of files, one after the other: those of `LineProblems`, those of
/// the members of bodies, and those that depend on earlier lines. Fast for lines without problems.
package struct FileCheck: ~Copyable {
  package let profile: Profile
  var check: RequestCheck
  let keys: RecordKeys
  let schemas: BodySchemas
  /// The kind of all lines; nil to detect that of each.
  private let kind: LineKind?
  var kinds: LineKinds
  /// Whether unknown members are problems.
  let isStrict: Bool
  /// The number of the last line of the files before this one.
  var earlier: UInt32 = 0
  /// The problems of the members of a body.
  var misfits: [BodySchema.Problem] = []
  /// The number of results in this file.
  package internal(set) var results = 0
  package internal(set) var models = NameCounts()
  package internal(set) var urls = NameCounts()

  /// `seed` is the seed of the hashes of ids.
  package init(
    profile: Profile, schemas: BodySchemas, as kind: LineKind? = nil, isStrict: Bool = false,
    comparing comparison: IDComparison = .here, seed: UInt64 = .random(in: 1 ... .max)
  ) {
    self.profile = profile
    self.schemas = schemas
    self.kind = kind
    self.isStrict = isStrict
    kinds = LineKinds(profile)
    check = RequestCheck(profile: profile, comparing: comparison, seed: seed)
    keys = RecordKeys.of(profile.shape)
  }

  /// Starts another file, with models, URLs and limits of its own. An id of an earlier file, whose
  /// lines have numbers up to `number`, is a warning.
  package mutating func startFile(after number: UInt32) {
    check.facts.startFile()
    check.commit()
    results = 0
    earlier = number
  }

  /// The number of requests in this file.
  package var requests: Int { check.facts.counts.requests }

  /// The limits of the service that the file exceeds; `bytes` is its size.
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

  /// Appends the problems of a line that is valid JSON. `number` will be the `firstUse` of a
  /// duplicate of its id.
  package mutating func check(
    _ line: Line, in document: Document, at number: UInt32, into found: inout [LineFinding]
  ) {
    guard document.isObject(line.root) else {
      found.append(LineFinding(.noObject(document.value(line.root))))
      return
    }
    let record = RecordLocation(document, line)
    switch kind ?? kinds.kind(of: line, in: document) ?? .request {
    case .result: check(result: record, into: &found)
    case .request:
      check(request: record, length: Int(line.end - line.start) + 1, at: number, into: &found)
    }
  }

  /// Whether a valid line is a request of the profile, or a result of any. Behind the first line of
  /// a value over several, a request of another profile is a piece of that: services take objects
  /// with all requests in them.
  package mutating func isRecord(_ line: Line, in document: Document) -> Bool {
    document.isObject(line.root) && kinds.kind(of: line, in: document) != nil
  }

  /// Whether a line has an id.
  package func isTaken(id: Bytes) -> Bool { check.isTaken(id: id) }

  /// Adds an id that no line has, for a line that is fixed.
  package mutating func take(newID id: Bytes, at number: UInt32) {
    _ = check.take(id: id)
    check.commit(at: number)
  }

  // MARK: Results

  /// Appends the problems of a result.
  package mutating func check(result record: RecordLocation, into found: inout [LineFinding]) {
    results += 1
    let document = record.document
    if document.mayRepeatKeys(in: record.root) || document.unpairedString(in: record.root) != nil {
      found += LineProblems.of(value: record.root, in: document).map { LineFinding($0) }
    }
    let other = kind == nil ? kinds.other : nil
    let profile = other ?? profile
    let members =
      other.map { RecordKeys.of($0.shape).members(of: record.root, in: document, line: nil) }
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
