/// Finds the fewest lines of two files that must move so that all their other common lines are in
/// the same order. Needs at most 25 bytes a line, most of them at the end.
///
/// Lines that follow each other in both files form a run, which moves as a whole: the lines that
/// stay are the longest list of runs that have the same order in both files.
struct MovedLines: ~Copyable {
  /// For each line of the first file, the number of its line in the second one.
  private var partners = BlockTable<UInt32>()
  /// The line numbers of the lines of the first file.
  private var numbers = LineNumbers()

  /// The partner of a line that the second file does not have.
  private static let none = UInt32.max

  /// Adds the next line of the first file. `old` is its line number there, `new` the number of its
  /// line in the second file; nil if that file does not have it.
  mutating func add(new: UInt32?, old: Int) {
    partners.append(new ?? Self.none)
    numbers.append(old)
  }

  /// Bytes in use.
  var memory: Int { partners.memory + numbers.memory }

  /// Calls `body` with each moved line, in the order of the first file.
  func forEach(_ body: (_ new: UInt32, _ old: Int) throws -> Void) rethrows {
    if isInOrder { return }
    let runs = runs
    let kept = kept(runs)
    for (run, first) in runs.enumerated() where !kept[run] {
      for line in first..<first + count(from: first) {
        try body(partners[line], numbers[line])
      }
    }
  }

  private var isInOrder: Bool {
    var next = UInt32(0)
    for line in 0..<UInt32(partners.count) where partners[line] != Self.none {
      if partners[line] < next { return false }
      next = partners[line] + 1
    }
    return true
  }

  /// The first line of each run.
  private var runs: [UInt32] {
    var count = 0
    eachRun { _ in count += 1 }
    var runs: [UInt32] = []
    runs.reserveCapacity(count)
    eachRun { runs.append($0) }
    return runs
  }

  private func eachRun(_ body: (UInt32) -> Void) {
    var line = UInt32(0)
    while line < partners.count {
      if partners[line] == Self.none {
        line += 1
        continue
      }
      body(line)
      line += count(from: line)
    }
  }

  /// The number of lines in the run that begins with `first`.
  private func count(from first: UInt32) -> UInt32 {
    var count = UInt32(1)
    while first + count < partners.count, partners[first + count] == partners[first] + count {
      count += 1
    }
    return count
  }

  /// The runs that stay: the list in order with the most lines. For each run the best list that
  /// ends with it is found with a tree of maxima over the ranks in the second file.
  private func kept(_ runs: [UInt32]) -> [Bool] {
    let rank = ranks(of: runs)
    var weights = [UInt32](repeating: 0, count: runs.count)
    var before = [UInt32](repeating: Self.none, count: runs.count)
    /// For each node of the tree, the run with the best list in the node's range of ranks.
    var tree = [UInt32](repeating: Self.none, count: runs.count + 1)
    var best = Self.none
    for index in runs.indices {
      var at = Int(rank[index]) - 1
      var previous = Self.none
      while at > 0 {
        let other = tree[at]
        if other != Self.none, previous == Self.none || weights[Int(other)] > weights[Int(previous)]
        {
          previous = other
        }
        at &= at - 1
      }
      let length = previous == Self.none ? 0 : weights[Int(previous)]
      weights[index] = count(from: runs[index]) + length
      before[index] = previous
      if best == Self.none || weights[index] > weights[Int(best)] { best = UInt32(index) }
      at = Int(rank[index])
      while at < tree.count {
        let isBetter = tree[at] == Self.none || weights[Int(tree[at])] < weights[index]
        if isBetter { tree[at] = UInt32(index) }
        at += at & -at
      }
    }
    var kept = [Bool](repeating: false, count: runs.count)
    while best != Self.none {
      kept[Int(best)] = true
      best = before[Int(best)]
    }
    return kept
  }

  /// The rank of each run in the second file, from 1.
  private func ranks(of runs: [UInt32]) -> [UInt32] {
    var order = [UInt32](unsafeUninitializedCapacity: runs.count) { space, count in
      for index in runs.indices { space.initializeElement(at: index, to: UInt32(index)) }
      count = runs.count
    }
    order.sort { partners[runs[Int($0)]] < partners[runs[Int($1)]] }
    var ranks = [UInt32](repeating: 0, count: runs.count)
    for (rank, index) in order.enumerated() { ranks[Int(index)] = UInt32(rank + 1) }
    return ranks
  }
}
