internal import LazyJSON

/// Assigns lines to the parts of an output: a new part begins with the line that would exceed a
/// limit of the current one. Lines that are rolled back do not count.
struct PartPlan {
  /// The limits of a part.
  struct Limits {
    var requests = Int.max
    var bytes = Int.max
    /// The name of the limit of bytes in messages.
    var name = "max_bytes"
    var isEmpty: Bool { requests == Int.max && bytes == Int.max }
  }

  /// The state that a rollback restores.
  struct State {
    var count = 0
    var bytes = 0
    var part = 1
    var partCount = 0
    var partBytes = 0
    /// The offsets in the sink's bytes where parts begin.
    var cuts: [Int] = []
    /// Problems that the service would report for the complete parts.
    var problems: [(part: Int, text: String)] = []
  }

  let limits: Limits
  private(set) var state = State()
  private var committed = State()

  init(_ limits: Limits = Limits()) { self.limits = limits }

  mutating func commit() { committed = state }
  mutating func rollback() { state = committed }
  mutating func goBack(to state: State) { self.state = state }

  /// Removes the cuts, whose bytes have been written.
  mutating func forgetCuts() {
    state.cuts = []
    committed.cuts = []
  }

  /// Whether a line of `length` bytes, with its line end, must begin a new part. `header` is the
  /// length of the header of each part. Throws for a line that exceeds the limit on its own.
  func begins(with length: Int, header: Int) throws(BindingError) -> Bool {
    if length + header > limits.bytes {
      throw BindingError("a line of \(length) bytes is longer than \(limits.name), \(limits.bytes)")
    }
    return state.partCount > 0
      && (state.partCount == limits.requests || state.partBytes + length > limits.bytes)
  }

  /// Begins a new part with the next line, at this offset in the sink's bytes.
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

  /// Adds bytes that are not a line.
  mutating func add(bytes: Int) { state.bytes += bytes }
}
