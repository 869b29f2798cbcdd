internal import LazyJSON

/// Facts of an input file as a whole, gathered line by line: the counts that services limit, and the
/// requests that they would refuse.
package struct FileFacts: ~Copyable {
  /// The state that a record changes, so that it can be rolled back. Copied for each record, so it is
  /// small.
  package struct Counts: BitwiseCopyable {
    /// All lines, and their bytes.
    package var lines = 0
    package var bytes = 0
    /// The lines that are requests, and their bytes.
    package var requests = 0
    package var requestBytes = 0
    package var embeddingInputs = 0
    /// Chat requests with `metadata` that is not stored, and the line of the first. Counted rather
    /// than noted: in many files these are all requests, and a note for each would be slow.
    var unstored = 0
    var firstUnstored = 0
    /// The same for requests whose model differs from the first; `models` is the number of names kept.
    var strangers = 0
    var firstStranger = 0
    var models: UInt8 = 0
    var hasMoreModels = false
    var rules: BodyRules
    var url: Name?, model: Name?
    /// Whether `rules` are those of `url`, the first URL.
    var isFirstURL = true
    /// The URL of the current line if it differs from the first and the profile requires one URL.
    var otherURL: Name?
    /// The bytes of `names` in use: those that a rolled back record added are overwritten.
    var named: UInt32 = 0
    /// The notes in use: those after them are of rolled back records.
    var notes: UInt32 = 0
  }

  /// The range of a name in `names`.
  struct Name: BitwiseCopyable {
    let start: UInt32
    let count: UInt32
    var end: UInt32 { start + count }
  }

  package var counts: Counts
  private let profile: Profile
  private let keys: MemberKeys
  /// Rare problems of the current record, which `commit` gathers into `findings`.
  private var notes = Table<Note>()
  private var findings = Findings()
  private var names = ByteBuffer()
  /// The names of models other than the first.
  private var models = [Name](repeating: Name(start: 0, count: 0), count: Findings.mostValues)

  package init(profile: Profile) {
    self.profile = profile
    let isOther = !profile.shape.bodyNeeds.isEmpty
    keys = isOther ? BodyRules.otherKeys : BodyRules.keys
    counts = Counts(rules: .of(profile.shape))
  }

  /// Notes that the line that was counted last has an unpaired surrogate.
  package mutating func noteUnpaired() {
    note(.unpaired, line: counts.lines)
  }

  /// Counts a line of `length` bytes, its line end included.
  @inline(__always)
  package mutating func count(line length: Int, isRequest: Bool) {
    counts.lines += 1
    counts.bytes += length
    if isRequest { count(request: length) }
  }

  @inline(__always)
  private mutating func count(request length: Int) {
    counts.requests += 1
    counts.requestBytes += length
    if let most = profile.maxRequestBytes, length > most {
      note(.longRequest, line: counts.lines, number: length)
    }
  }

  // MARK: What requests say

  /// Notes the URL of the current line; returns false if the profile does not take it.
  mutating func take(url text: Bytes) -> Bool {
    let isKnown = counts.url.map { text.equals(bytes(of: $0)) } ?? false
    if isKnown && counts.isFirstURL { return true }
    guard profile.accepts(url: Span(_unsafeElements: text)) else { return false }
    if counts.url == nil { counts.url = keep(text) } else { counts.isFirstURL = isKnown }
    counts.rules = .of(url: text)
    if !isKnown && profile.requiresOneURL { counts.otherURL = keep(text) }
    return true
  }

  /// What concerns the file in the body of a request.
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

  /// Reads the body of a request; nil if it has values that are not serialized yet. `model` of the
  /// result is valid until the next read of the document.
  func look(at body: UInt32, in document: Document) -> Body? {
    withUnsafeTemporaryAllocation(of: MemberPlace.self, capacity: 8) { places in
      let repeated = document.find(body, keys, places.baseAddress!)
      return look(places.baseAddress!, repeated, document)
    }
  }

  @inline(__always)
  private func look(
    _ places: UnsafePointer<MemberPlace>, _ repeated: UInt8, _ document: Document
  ) -> Body? {
    var seen = Body()
    seen.repeated = repeated
    let kind = counts.rules.kind
    if kind == .embeddings {
      let input = document.value(places[BodyRules.input])
      if case .foreign = input { return nil }
      seen.inputs = Self.inputs(input, document)
    }
    var present: UInt8 = 0
    for number in 0..<8 where !places[number].isAbsent { present |= 1 << UInt8(number) }
    seen.missing = counts.rules.missing(present)
    if present & Self.seldom != 0 {
      if case .boolean(true) = document.value(places[BodyRules.stream]) { seen.streams = true }
      if kind == .chat, present & 1 << UInt8(BodyRules.metadata) != 0 {
        seen.lacksStore = lacksStore(places, document)
      }
    }
    // Read last: another read may overwrite its text.
    if case .string(let name) = document.value(places[0]) {
      seen.model = name
      seen.hasModel = true
    }
    return seen
  }

  private static let seldom: UInt8 = 1 << UInt8(BodyRules.stream) | 1 << UInt8(BodyRules.metadata)

  private func lacksStore(_ places: UnsafePointer<MemberPlace>, _ document: Document) -> Bool {
    switch document.value(places[BodyRules.metadata]) {
    case .absent, .null: return false
    default:
      if case .boolean(true) = document.value(places[BodyRules.store]) { return false }
      return true
    }
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

  @inline(__always)
  private mutating func take(model name: Bytes) {
    guard let model = counts.model else { return counts.model = keep(name) }
    if !profile.requiresOneModel || name.equals(bytes(of: model)) { return }
    if counts.strangers == 0 { counts.firstStranger = counts.lines + 1 }
    counts.strangers += 1
    if !counts.hasMoreModels { note(model: name) }
  }

  private mutating func note(model name: Bytes) {
    for index in 0..<Int(counts.models) where name.equals(bytes(of: models[index])) { return }
    counts.hasMoreModels = counts.models == models.count
    if counts.hasMoreModels { return }
    models[Int(counts.models)] = keep(name)
    counts.models += 1
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

  // MARK: Notes

  private mutating func note(
    _ kind: Note.Kind, line: Int, number: Int = 0, name: Name = Name(start: 0, count: 0)
  ) {
    notes.count = Int(counts.notes)
    notes.append(Note(kind: kind, line: line, number: number, name: name))
    counts.notes += 1
  }

  private mutating func keep(_ name: Bytes) -> Name {
    let start = counts.named
    names.count = Int(start)
    names.append(name)
    counts.named = start + UInt32(name.count)
    return Name(start: start, count: UInt32(name.count))
  }

  private func bytes(of name: Name) -> Bytes {
    Bytes(rebasing: names.elements[Int(name.start)..<Int(name.end)])
  }

  /// Keeps the facts of the current record.
  @inline(__always)
  mutating func commit() {
    if counts.notes > 0 { gather() }
  }

  private mutating func gather() {
    for index in 0..<Int(counts.notes) {
      let note = notes[index]
      let name = bytes(of: note.name)
      findings.add(note, name: name)
    }
    counts.notes = 0
    // Of the names, only those of models and of the first URL are needed from now on.
    let models = models.prefix(Int(counts.models))
    counts.named = max(counts.url?.end ?? 0, counts.model?.end ?? 0, models.last?.end ?? 0)
  }

  /// The URL of the first request that has one.
  var firstURL: String? { counts.url.map { bytes(of: $0).string } }

  /// Whether the current record has brought problems that are noted rather than refused.
  @inline(__always)
  func hasNotes(since before: Counts) -> Bool {
    counts.notes > 0 || counts.unstored > before.unstored || counts.strangers > before.strangers
  }

  /// Starts the facts of another file.
  package mutating func startFile() {
    note(.newFile, line: 0)
    let old = counts
    counts = Counts(rules: .of(profile.shape))
    (counts.named, counts.notes) = (old.named, old.notes)
  }

  /// The problems for which the service would refuse the file, limits first.
  package var problems: [FileProblem] {
    var problems: [FileProblem] = []
    func limit(_ value: Int, _ most: Int?, _ code: (Int, Int) -> ErrorCode) {
      if let most, value > most { problems.append(FileProblem(code(value, most), profile)) }
    }
    limit(counts.requests, profile.maxRequests, ErrorCode.tooManyRequests)
    limit(counts.requestBytes, profile.maxBytes, ErrorCode.fileTooLarge)
    limit(counts.embeddingInputs, profile.maxEmbeddingInputs, ErrorCode.tooManyEmbeddingInputs)
    var findings = findings
    for note in notes.elements.prefix(Int(counts.notes)) {
      findings.add(note, name: bytes(of: note.name))
    }
    findings.add(.metadata, count: counts.unstored, firstLine: counts.firstUnstored)
    findings.add(
      .otherModel, count: counts.strangers, firstLine: counts.firstStranger,
      values: models.prefix(Int(counts.models)).map { Array(bytes(of: $0)) },
      hasMore: counts.hasMoreModels)
    let first = (counts.model.map { bytes(of: $0).string }, counts.url.map { bytes(of: $0).string })
    return problems
      + findings.all.map { FileProblem($0, firstModel: first.0, firstURL: first.1, profile) }
  }
}
