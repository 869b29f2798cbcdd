/// The records that a run processes, by their 1-based numbers over all inputs. Others are read and
/// skipped.
struct RecordSelection: Sendable {
  /// The number of the last record.
  let last: Int
  /// Their numbers in order; nil for all up to the last.
  let chosen: [Int]?

  /// The first `count` records.
  init(first count: Int) { (last, chosen) = (count, nil) }

  /// The records with these numbers, which must be in order.
  init(_ numbers: [Int]) { (last, chosen) = (numbers.last ?? 0, numbers) }

  /// The first selected record from this number on; nil if there is none.
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
