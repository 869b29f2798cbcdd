/// Which of the lines that two files have stand at another place in the second one: as few as there
/// can be, so that all others are in the same order.
///
/// Lines that follow each other in both files are one run. In the longest list of runs that are in
/// order in both files a run is whole or not at all: no line of another one stands in it.
struct MovedLines {
  private struct Stretch {
    /// The number of its first line in the second file, and where that is in the first.
    var new: UInt32
    var old: UInt32
    var count: UInt32
  }
  private var runs: [Stretch] = []

  /// Adds a line: its number in the second file, and its place in the first. To be called in the order
  /// of the first file.
  mutating func add(new: UInt32, old: Int) {
    let old = UInt32(truncatingIfNeeded: old)
    if let last = runs.last, last.new + last.count == new, last.old + last.count == old {
      runs[runs.count - 1].count += 1
    } else {
      runs.append(Stretch(new: new, old: old, count: 1))
    }
  }

  /// Calls `body` with each moved line, in the order of the first file.
  func forEach(_ body: (_ new: UInt32, _ old: Int) throws -> Void) rethrows {
    if zip(runs, runs.dropFirst()).allSatisfy({ $0.new < $1.new }) { return }
    let kept = self.kept
    for (index, run) in runs.enumerated() where !kept[index] {
      for offset in 0..<run.count { try body(run.new + offset, Int(run.old + offset)) }
    }
  }

  /// The runs that are in order, with the most lines together: for each run the best list that ends
  /// with it, found among those before it by a tree of maxima over the places in the second file.
  private var kept: [Bool] {
    let order = runs.indices.sorted { runs[$0].new < runs[$1].new }
    var rank = [UInt32](repeating: 0, count: runs.count)
    for (place, index) in order.enumerated() { rank[index] = UInt32(place + 1) }
    var weights = [UInt32](repeating: 0, count: runs.count)
    var before = [Int32](repeating: -1, count: runs.count)
    /// The run whose list is best, of those that the place of the tree stands for.
    var tree = [Int32](repeating: -1, count: runs.count + 1)
    var best = -1
    for index in runs.indices {
      var at = Int(rank[index]) - 1
      var previous = Int32(-1)
      while at > 0 {
        let other = tree[at]
        if other >= 0, previous < 0 || weights[Int(other)] > weights[Int(previous)] {
          previous = other
        }
        at &= at - 1
      }
      weights[index] = runs[index].count + (previous < 0 ? 0 : weights[Int(previous)])
      before[index] = previous
      if best < 0 || weights[index] > weights[best] { best = index }
      at = Int(rank[index])
      while at < tree.count {
        if tree[at] < 0 || weights[Int(tree[at])] < weights[index] { tree[at] = Int32(index) }
        at += at & -at
      }
    }
    var kept = [Bool](repeating: false, count: runs.count)
    while best >= 0 {
      kept[best] = true
      best = Int(before[best])
    }
    return kept
  }
}
