/// The JSON texts, or errors, of foreign values that were serialized in advance, for a thread that
/// cannot call the embedding program.
struct SerializedForeigns: ~Copyable {
  /// The texts that `note` refers to.
  var text = Table<UInt8>()
  private var ranges = Table<Range>()
  private(set) var errors: [EncodeError] = []
  /// The index where the next search begins.
  private var next = 0

  /// The range of a value in `text`. If `count` is -1, the value has none, and `start` is the index
  /// of its error.
  struct Range: BitwiseCopyable {
    let value: UInt32
    let start: Int
    let count: Int
  }

  /// Assigns the text from `start` on to a value.
  mutating func note(_ value: UInt32, from start: Int) {
    ranges.append(Range(value: value, start: start, count: text.count - start))
  }

  /// Assigns an error to a value, and drops the text from `start` on.
  mutating func note(_ value: UInt32, from start: Int, failed error: EncodeError) {
    text.count = start
    ranges.append(Range(value: value, start: errors.count, count: -1))
    errors.append(error)
  }

  /// The text of a value; nil if it was not serialized. Values are mostly looked up in the order in
  /// which they were added, so the search begins behind the last one.
  mutating func text(of value: UInt32) throws(EncodeError) -> Bytes? {
    let next = next
    for distance in 0..<ranges.count {
      if let text = try text(of: value, at: next + distance) { return text }
      if let text = try text(of: value, at: next - 1 - distance) { return text }
    }
    return nil
  }

  @inline(__always)
  private mutating func text(of value: UInt32, at index: Int) throws(EncodeError) -> Bytes? {
    guard index >= 0, index < ranges.count else { return nil }
    let range = ranges[index]
    guard range.value == value else { return nil }
    next = index + 1
    if range.count < 0 { throw errors[range.start] }
    return Bytes(start: text.base + range.start, count: range.count)
  }

  mutating func clear(limit: Int) {
    text.shrink(to: limit)
    ranges.shrink(to: limit >> 4)
    errors = []
    next = 0
  }
}
