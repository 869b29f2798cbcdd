internal import LazyJSON

/// Facts in the bodies of requests that concern the file as a whole.
extension FileFacts {
  /// The facts of one body.
  struct Body: BitwiseCopyable {
    fileprivate var model = Bytes(start: nil, count: 0)
    fileprivate var hasModel = false
    fileprivate var missing: UInt8 = 0
    fileprivate var repeated: UInt8 = 0
    fileprivate var streams = false
    fileprivate var lacksStore = false
    fileprivate var inputs = 0
    @inline(__always)
    fileprivate var isPlain: Bool { missing | repeated == 0 && !streams }
  }

  /// Reads the body of a request, of which `keys` and `rules` of the facts tell what to look for;
  /// nil if it has values that are not serialized yet. `model` of the result is valid until the
  /// next read of the document. Static, because a method would be passed a copy of all facts.
  static func look(
    at body: UInt32, in document: Document, _ keys: MemberKeys, _ rules: BodyRules
  ) -> Body? {
    withUnsafeTemporaryAllocation(of: MemberLocation.self, capacity: 8) { members in
      let found = document.find(body, keys, members.baseAddress!)
      return look(members.baseAddress!, found, document, rules)
    }
  }

  @inline(__always)
  private static func look(
    _ members: UnsafePointer<MemberLocation>, _ found: FoundKeys, _ document: Document,
    _ rules: BodyRules
  ) -> Body? {
    var seen = Body()
    seen.repeated = found.repeated
    if rules.kind == .embeddings {
      let input = document.value(members[BodyRules.input])
      if case .foreign = input { return nil }
      seen.inputs = inputs(input, document)
    }
    seen.missing = rules.missing(found.present)
    if found.has(BodyRules.stream),
      case .boolean(true) = document.value(members[BodyRules.stream])
    {
      seen.streams = true
    }
    if rules.kind == .chat && found.has(BodyRules.metadata) {
      seen.lacksStore = lacksStore(members, found, document)
    }
    // Read last: another read may overwrite its text.
    if case .string(let name) = document.value(members[0]) {
      seen.model = name
      seen.hasModel = true
    }
    return seen
  }

  @inline(__always)
  private static func lacksStore(
    _ members: UnsafePointer<MemberLocation>, _ found: FoundKeys, _ document: Document
  ) -> Bool {
    if case .null = document.value(members[BodyRules.metadata]) { return false }
    guard found.has(BodyRules.store) else { return true }
    if case .boolean(true) = document.value(members[BodyRules.store]) { return false }
    return true
  }

  /// Notes the facts of a valid request: the line that is counted next.
  @inline(__always)
  mutating func take(_ body: Body) {
    if !counts.isFirstURL, let url = counts.otherURL {
      note(.otherURL, line: counts.lines + 1, name: url)
    }
    if body.hasModel { take(model: body.model) }
    counts.embeddingInputs += body.inputs
    if body.lacksStore && profile.refusesMetadataWithoutStore { countUnstored() }
    if !body.isPlain || body.inputs > 1 { noteProblems(body) }
  }

  /// The problems of a body that are noted rather than refused, as codes.
  func codes(of body: Body) -> [ErrorCode] {
    var codes: [ErrorCode] = []
    for number in 0..<8 where body.missing >> UInt8(number) & 1 != 0 {
      let name = BodyRules.names(of: profile.shape)[number]
      codes.append(.invalidRequest(missing: name))
    }
    if body.streams { codes.append(.streamingUnsupported) }
    if body.lacksStore && profile.refusesMetadataWithoutStore {
      codes.append(.metadataWithoutStore)
    }
    if let most = profile.maxEmbeddingInputsPerRequest, body.inputs > most {
      codes.append(.tooManyEmbeddingInputsInRequest(count: body.inputs, limit: most))
    }
    return codes
  }

  @inline(__always)
  private mutating func countUnstored() {
    if counts.unstored == 0 { counts.firstUnstored = counts.lines + 1 }
    counts.unstored += 1
  }

  private mutating func noteProblems(_ body: Body) {
    let line = counts.lines + 1
    var missing = body.missing
    while missing != 0 {
      note(.missing, line: line, number: missing.trailingZeroBitCount)
      missing &= missing &- 1
    }
    var repeated = body.repeated
    while repeated != 0 {
      note(.repeated, line: line, number: repeated.trailingZeroBitCount)
      repeated &= repeated &- 1
    }
    if body.streams { note(.streaming, line: line) }
    if let most = profile.maxEmbeddingInputsPerRequest, body.inputs > most {
      note(.manyInputs, line: line, number: body.inputs)
    }
  }

  /// A string or an array of integers is one input; any other array has as many as its elements.
  private static func inputs(_ input: Value, _ document: Document) -> Int {
    guard case .array(let array) = input else { return 1 }
    if case .integer = document.element(array, 0) { return 1 }
    return (try? document.count(array)) ?? 1
  }
}
