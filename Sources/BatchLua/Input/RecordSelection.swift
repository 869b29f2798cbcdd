/// Which records a run takes, by their 1-based numbers among those of all its inputs. The others
/// are read and passed over.
struct RecordSelection: Sendable {
  /// The number of the last one.
  let last: Int
  /// All of them in order; nil for all up to the last.
  let chosen: [Int]?

  /// The first `count` records.
  init(first count: Int) { (last, chosen) = (count, nil) }

  /// Those with these numbers, which are in order.
  init(_ numbers: [Int]) { (last, chosen) = (numbers.last ?? 0, numbers) }

  /// The first one that is taken from this number on; nil when there is none.
  func next(from number: Int) -> Int? {
    if number > last { return nil }
    guard let chosen else { return number }
    var (low, high) = (0, chosen.count)
    while low < high {
      let middle = (low + high) / 2
      if chosen[middle] >= number { high = middle } else { low = middle + 1 }
    }
    return chosen[low]
  }
}
