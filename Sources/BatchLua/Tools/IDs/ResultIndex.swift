internal import BatchModel
internal import LazyJSON

/// The best result of each id: an answer is better than a failure, a later result better than an
/// earlier one. Needs at most 32 bytes a result; lines are not stored.
///
/// An id is stored as 96 bits of a hash whose seed differs in each process. The probability that
/// two of a billion ids have the same hash, so that a request gets the result of another one, is
/// below 10⁻¹⁰. Where a line is read again anyway, its id is compared.
final class ResultIndex {
  let store: LineStore
  let ids: IDReader
  /// Marks behind the ids of results, which are ignored.
  private let attempts: AttemptMark?
  private let hashes = IDSet(isDense: true)
  private let profile: Profile
  private let keys: RecordKeys
  private let scratch = ScratchDocument()
  private var document: Document { scratch.document }
  private let indexer: Indexer
  private var id = ByteBuffer()
  private var other = ByteBuffer()
  /// Results that were read, and those with an id that an earlier result has.
  private(set) var results = 0
  private(set) var repeated = 0

  /// With `keepsLines`, lines can be read again, and ids are compared by their bytes. With
  /// `findsCutShort`, an answer that was cut short is marked, and is worse than a complete one.
  init(
    _ profile: Profile, framing: InputFraming, keepsLines: Bool, attempts: AttemptMark? = nil,
    findsCutShort: Bool = false
  ) {
    self.findsCutShort = findsCutShort
    store = LineStore(framing: framing, keeping: keepsLines ? .line : .nothing)
    ids = IDReader(profile)
    self.attempts = attempts
    self.profile = profile
    self.keepsLines = keepsLines
    keys = RecordKeys.of(profile.shape)
    indexer = Indexer()
  }

  private let keepsLines: Bool
  private let findsCutShort: Bool

  /// Bytes in use.
  var memory: Int { hashes.memory + store.memory }

  // MARK: Building

  /// Reads all results. `isChosen` tells whether a failure is selected. Returns what was read.
  func read(
    _ options: ScanOptions, bad: BadLines, isChosen: (borrowing Answer) -> Bool = { _ in false }
  ) throws(RunError) -> RunSummary {
    let scan = try LineScan(options)
    defer { scan.stop() }
    while let lines = try scan.next() {
      try enter(lines)
      for line in lines.lines {
        let line = lines.scanned(line)
        if try bad.takes(line) { try take(line, bad, isChosen: isChosen) }
      }
    }
    return scan.summary
  }

  /// To be called with each chunk before its lines are added.
  func enter(_ lines: ScannedLines) throws(RunError) { try store.enter(lines) }

  /// Adds a line that is an object.
  func take(
    _ line: ScannedLine, _ bad: BadLines, isChosen: (borrowing Answer) -> Bool = { _ in false }
  ) throws(RunError) {
    if try isResult(line, bad) { try add(line, judge(line, isChosen)) }
  }

  private func judge(_ line: ScannedLine, _ isChosen: (borrowing Answer) -> Bool) -> Marks {
    if let answer = PlainAnswer(of: line.root, in: line.document, readsUsage: false) {
      let isCut = findsCutShort && answer.finishReason.bytes.equals("length")
      return isCut ? [.answered, .cutShort] : .answered
    }
    let answer = Answer(of: line.root, in: line.document)
    if !answer.isSuccess { return isChosen(answer) ? .chosen : [] }
    let isCut = findsCutShort && answer.finishReason == "length"
    return isCut ? [.answered, .cutShort] : .answered
  }

  private func isResult(_ line: ScannedLine, _ bad: BadLines) throws(RunError) -> Bool {
    let members = keys.members(of: line.root, in: line.document, line: line.line)
    if keys.kind(of: members) == .request && isRequest(line) {
      try bad.take(line, "the line is a request, where results are read")
      return false
    }
    if ids.read(line.root, of: line.document, into: &id) { return true }
    try bad.take(line, "the result has no id", code: "missing_required_parameter")
    return false
  }

  /// Whether nothing in a line is an answer or an error.
  private func isRequest(_ line: ScannedLine) -> Bool {
    let document = line.document
    let names: [StaticString] = ["response", "error", "result", "modelOutput", "status_code"]
    return names.allSatisfy { document.member(line.root, $0).isAbsent }
  }

  private func add(_ line: ScannedLine, _ marks: Marks) throws(RunError) {
    results += 1
    let key = key(id.elements)
    guard let earlier = hashes.line(of: key) else {
      hashes.insert(key, at: try store.add(line, marks: marks.union([.first, .best]).rawValue))
      return
    }
    repeated += 1
    try check(earlier)
    let old = self.marks(of: earlier)
    if old.rank > marks.rank {
      _ = try store.add(line, marks: marks.rawValue)
      return
    }
    store.set(old.subtracting(.best).rawValue, of: earlier)
    hashes.move(key, to: try store.add(line, marks: marks.union(.best).rawValue))
  }

  // MARK: Looking up

  /// The best result of an id; nil if there is none.
  func find(_ id: Bytes) -> UInt32? {
    hashes.line(of: key(id)).flatMap { marks(of: $0).contains(.best) ? $0 : nil }
  }

  /// The line for the id of a request: its best result or, without one, a new line that stands for
  /// the request.
  func line(of id: Bytes) throws(RunError) -> UInt32 {
    let key = key(id)
    if let line = hashes.line(of: key) { return line }
    let line = try store.addNone()
    hashes.insert(key, at: line)
    return line
  }

  /// The message for a request with the id of an earlier one, apart from the marks of attempts.
  static let isTaken: String =
    "an earlier request has this id but for the mark of its attempt, so that it cannot be told of which "
    + "of them a result is; take another mark"

  private func key(_ id: Bytes) -> IDSet.Key { hashes.key(base(of: id)) }

  /// An id without the marks of attempts.
  private func base(of id: Bytes) -> Bytes {
    guard let attempts else { return id }
    return Bytes(rebasing: id[..<attempts.base(of: id)])
  }

  /// Whether the result in a document has an id, apart from the marks of attempts.
  func isOf(_ id: Bytes, _ document: Document) -> Bool {
    ids.read(0, of: document, into: &other) && base(of: other.elements).equals(base(of: id))
  }

  func marks(of line: UInt32) -> Marks { Marks(rawValue: store.marks(of: line)) }

  func add(_ mark: Marks, to line: UInt32) {
    store.set(marks(of: line).union(mark).rawValue, of: line)
  }

  /// The number of best results that no request has used.
  var surplus: Int { count { $0.contains(.best) && !$0.contains(.used) } }

  func count(_ isCounted: (Marks) -> Bool) -> Int {
    (0..<UInt32(store.count)).reduce(0) { $0 + (isCounted(marks(of: $1)) ? 1 : 0) }
  }

  /// Throws if the line that was found by a hash has another id than the current one.
  private func check(_ line: UInt32) throws(RunError) {
    if !keepsLines { return }
    try store.load(line, into: document, with: indexer)
    if !isOf(id.elements, document) { throw Self.collision(id.elements, other.elements) }
  }

  /// The error for two ids with the same hash. Another attempt helps, as the seed differs.
  static func collision(_ id: Bytes, _ other: Bytes) -> RunError {
    RunError(
      .record,
      "the ids '\(id.string, limit: 100)' and '\(other.string, limit: 100)' cannot be told apart "
        + "this time; run it again")
  }
}
