internal import LazyJSON

/// The distribution of numbers; stores each in four bytes.
struct Distribution: ~Copyable {
  private var values = Table<UInt32>()
  private(set) var sum = 0

  mutating func add(_ value: Int) {
    values.append(UInt32(clamping: value))
    sum += value
  }

  /// nil when there are none.
  consuming func summary() -> StatsReport.Spread? {
    let count = values.count
    if count == 0 { return nil }
    var inOrder = UnsafeMutableBufferPointer(start: values.base, count: count)
    inOrder.sort()
    /// The percentile, by nearest rank.
    func rank(_ percent: Int) -> Int { Int(inOrder[max(0, (count * percent + 99) / 100 - 1)]) }
    var bars: [StatsReport.Bar] = []
    var next = 0
    for (lower, upper) in Self.steps(from: Int(inOrder[0]), to: Int(inOrder[count - 1])) {
      let start = next
      while next < count && Int(inOrder[next]) < upper { next += 1 }
      bars.append(StatsReport.Bar(from: lower, to: upper, count: next - start))
    }
    return StatsReport.Spread(
      sum: sum, least: Int(inOrder[0]), median: rank(50), most95: rank(95),
      most: Int(inOrder[count - 1]), bars: bars)
  }

  /// Ranges that begin at 1, 2, 5, 10, 20, 50, … and cover `least` to `most`.
  static func steps(from least: Int, to most: Int) -> [(lower: Int, upper: Int)] {
    var edges = [0]
    var unit = 1
    reading: while true {
      for step in [1, 2, 5] {
        edges.append(step * unit)
        if step * unit > most { break reading }
      }
      unit *= 10
    }
    let ranges = zip(edges, edges.dropFirst()).map { (lower: $0, upper: $1) }
    return Array(ranges.drop { $0.upper <= least })
  }
}
