/// The difference between actual and expected lines, for people.
struct LineDiff {
  private enum Step { case kept, removed, added }

  private let expected: [Substring]
  private let found: [Substring]

  init(expected: String, found: String) {
    self.expected = Self.lines(expected)
    self.found = Self.lines(found)
  }

  private static func lines(_ text: String) -> [Substring] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  /// "-" begins lines that were expected and are missing, "+" lines that were not expected. Gives
  /// at most `limit` lines, and of a long line the part where the difference begins.
  func text(limit: Int = 20) -> [String] {
    var shown: [String] = []
    var rest = 0
    func add(_ mark: String, _ number: Int, _ line: Substring, _ other: Substring?) {
      if shown.count >= limit { return rest += 1 }
      shown.append("\(mark) \(number + 1): \(Self.excerpt(line, beside: other ?? ""))")
    }
    var (old, new) = (0, 0)
    var steps = steps[...]
    while let step = steps.first {
      if step == .kept {
        (old, new) = (old + 1, new + 1)
        steps.removeFirst()
        continue
      }
      let changes = steps.prefix { $0 != .kept }
      steps = steps.dropFirst(changes.count)
      let removed = expected[old..<old + changes.count { $0 == .removed }]
      let added = found[new..<new + changes.count { $0 == .added }]
      // A removed and an added line at the same offset are most likely versions of one line.
      for offset in 0..<max(removed.count, added.count) {
        let before = offset < removed.count ? removed[old + offset] : nil
        let after = offset < added.count ? added[new + offset] : nil
        if let before { add("-", old + offset, before, after) }
        if let after { add("+", new + offset, after, before) }
      }
      (old, new) = (old + removed.count, new + added.count)
    }
    if rest > 0 { shown.append("  and \(rest) more") }
    return shown
  }

  /// The part of a long line where its difference from another one begins.
  private static func excerpt(_ line: Substring, beside other: Substring) -> String {
    let same = zip(line, other).prefix { $0 == $1 }.count
    let isShort = line.count <= 160
    let start = isShort || same < 60 ? 0 : same - 40
    let part = line.dropFirst(start)
    return (start > 0 ? "…" : "") + part.prefix(isShort ? 160 : 120)
      + (isShort || part.count <= 120 ? "" : "…")
  }

  // MARK: The longest common subsequence

  private static let most = 4_000_000

  private var steps: [Step] {
    let first = zip(expected, found).prefix { $0 == $1 }.count
    let last = zip(expected.dropFirst(first).reversed(), found.dropFirst(first).reversed())
      .prefix { $0 == $1 }.count
    let old = Array(expected[first..<expected.count - last])
    let new = Array(found[first..<found.count - last])
    let kept = [Step](repeating: .kept, count: first)
    let end = [Step](repeating: .kept, count: last)
    if old.count * new.count > Self.most {
      return kept + old.map { _ in .removed } + new.map { _ in .added } + end
    }
    return kept + Self.steps(old, new) + end
  }

  private static func steps(_ old: [Substring], _ new: [Substring]) -> [Step] {
    let width = new.count + 1
    // The number of common lines of the rests from each pair of lines on.
    var shared = [Int32](repeating: 0, count: (old.count + 1) * width)
    for i in old.indices.reversed() {
      for j in new.indices.reversed() {
        shared[i * width + j] =
          old[i] == new[j]
          ? shared[(i + 1) * width + j + 1] + 1
          : max(shared[(i + 1) * width + j], shared[i * width + j + 1])
      }
    }
    var steps: [Step] = []
    var (i, j) = (0, 0)
    while i < old.count || j < new.count {
      if i < old.count, j < new.count, old[i] == new[j] {
        steps.append(.kept)
        (i, j) = (i + 1, j + 1)
      } else if j == new.count
        || i < old.count && shared[(i + 1) * width + j] >= shared[i * width + j + 1]
      {
        steps.append(.removed)
        i += 1
      } else {
        steps.append(.added)
        j += 1
      }
    }
    return steps
  }
}
