internal import LazyJSON

/// Assigns lines to the parts of an output: the next part begins when a line would exceed the
/// limits of the current one. Lines that are rolled back do not count.
struct PartPlan {
  /// How much a part may have.
  struct Limits {
    var requests = Int.max
    var bytes = Int.max
    var isEmpty: Bool { requests == Int.max && bytes == Int.max }
  }

  /// What a record changes.
  struct State {
    var count = 0
    var bytes = 0
    var part = 1
    var partCount = 0
    var partBytes = 0
    /// Where in the sink's bytes another part begins.
    var cuts: [Int] = []
    /// What the service would say of the parts that are full.
    var problems: [(part: Int, text: String)] = []
  }

  let limits: Limits
  private(set) var state = State()
  private var kept = State()

  init(_ limits: Limits = Limits()) { self.limits = limits }

  mutating func commit() { kept = state }
  mutating func rollback() { state = kept }
  mutating func goBack(to state: State) { self.state = state }

  /// The bytes up to the cuts have been written.
  mutating func forgetCuts() {
    state.cuts = []
    kept.cuts = []
  }

  /// Whether a line of `length` bytes, its end included, must begin another part; `header` is what
  /// each part has before its first line. Throws for one that no part takes.
  func begins(with length: Int, header: Int) throws(BindingError) -> Bool {
    if length + header > limits.bytes {
      throw BindingError("a line of \(length) bytes is longer than max_bytes, \(limits.bytes)")
    }
    return state.partCount > 0
      && (state.partCount == limits.requests || state.partBytes + length > limits.bytes)
  }

  /// The next line begins another part, at this place among the sink's bytes.
  mutating func begin(at offset: Int, problems: [String]) {
    let part = state.part
    state.problems += problems.map { (part, $0) }
    state.cuts.append(offset)
    state.part += 1
    state.partCount = 0
    state.partBytes = 0
  }

  mutating func add(_ length: Int, header: Int) {
    let bytes = state.partCount == 0 ? length + header : length
    state.partCount += 1
    state.partBytes += bytes
    state.count += 1
    state.bytes += bytes
  }

  /// Bytes that are no line.
  mutating func add(bytes: Int) { state.bytes += bytes }
}
