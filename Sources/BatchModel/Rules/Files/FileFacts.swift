internal import LazyJSON

/// Facts of an input file as a whole, gathered line by line: the counts that services limit, and
/// the requests that they would refuse.
package struct FileFacts: ~Copyable {
  /// The state that a record changes, so that it can be rolled back. Copied for each record, so it
  /// is small.
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
    /// The same for requests whose model differs from the first; `models` is the number of names
    /// kept.
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
  let profile: Profile
  let keys: MemberKeys
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

  // MARK: Models and URLs

  /// Notes the URL of the current line; returns false if the profile does not accept it.
  mutating func take(url text: Bytes) -> Bool {
    let isKnown = counts.url.map { text.equals(bytes(of: $0)) } ?? false
    if isKnown && counts.isFirstURL { return true }
    guard profile.accepts(url: Span(_unsafeElements: text)) else { return false }
    if counts.url == nil { counts.url = keep(text) } else { counts.isFirstURL = isKnown }
    counts.rules = .of(url: text)
    if !isKnown && profile.requiresOneURL { counts.otherURL = keep(text) }
    return true
  }

  @inline(__always)
  mutating func take(model name: Bytes) {
    guard let model = counts.model else { return counts.model = keep(name) }
    if !profile.requiresOneModel || name.equals(bytes(of: model)) { return }
    if counts.strangers == 0 { counts.firstStranger = counts.lines + 1 }
    counts.strangers += 1
    if !counts.hasMoreModels { note(model: name) }
  }

  mutating func note(model name: Bytes) {
    for index in 0..<Int(counts.models) where name.equals(bytes(of: models[index])) { return }
    counts.hasMoreModels = counts.models == models.count
    if counts.hasMoreModels { return }
    models[Int(counts.models)] = keep(name)
    counts.models += 1
  }

  // MARK: Notes

  mutating func note(
    _ kind: Note.Kind, line: Int, number: Int = 0, name: Name = Name(start: 0, count: 0)
  ) {
    notes.count = Int(counts.notes)
    notes.append(Note(kind: kind, line: line, number: number, name: name))
    counts.notes += 1
  }

  mutating func keep(_ name: Bytes) -> Name {
    let start = counts.named
    names.count = Int(start)
    names.append(name)
    counts.named = start + UInt32(name.count)
    return Name(start: start, count: UInt32(name.count))
  }

  func bytes(of name: Name) -> Bytes {
    Bytes(rebasing: names.elements[Int(name.start)..<Int(name.end)])
  }

  /// Commits the facts of the current record.
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

  /// Whether the current record has problems that are noted rather than refused.
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
