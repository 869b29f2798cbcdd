/// The JSON texts of values of the embedding program that were serialized ahead, for a thread that
/// cannot ask for them; of those that have no text, the errors.
struct SerializedForeigns: ~Copyable {
  /// What `note` tells of is appended here.
  var text = Table<UInt8>()
  private var ranges = Table<Range>()
  private(set) var errors: [EncodeError] = []
  /// The place that is likely to be asked for next.
  private var next = 0

  /// The range of a value in `text`. With -1 as count it has none, and `start` is the index of the
  /// error.
  struct Range: BitwiseCopyable {
    let value: UInt32
    let start: Int
    let count: Int
  }

  /// Notes that the text from `start` on is that of a value.
  mutating func note(_ value: UInt32, from start: Int) {
    ranges.append(Range(value: value, start: start, count: text.count - start))
  }

  /// Notes that a value has no text, and drops what is there from `start` on.
  mutating func note(_ value: UInt32, from start: Int, failed error: EncodeError) {
    text.count = start
    ranges.append(Range(value: value, start: errors.count, count: -1))
    errors.append(error)
  }

  /// The text of a value; nil for one that was not noted. Values are asked for about in the order
  /// in which they were noted: the search begins behind the last one.
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
    let place = ranges[index]
    guard place.value == value else { return nil }
    next = index + 1
    if place.count < 0 { throw errors[place.start] }
    return Bytes(start: text.base + place.start, count: place.count)
  }

  mutating func clear(limit: Int) {
    text.shrink(to: limit)
    ranges.shrink(to: limit >> 4)
    errors = []
    next = 0
  }
}
