/// The numbers of lines in their files, by their numbers among all. It takes nothing where lines follow
/// each other, and about a byte a line where some do not, as behind blank lines and of several values on
/// one line.
struct LineNumbers {
  private var stretches: [Stretch] = []
  private(set) var count = 0
  private var last = 0

  private struct Stretch {
    /// Its first line, and the number of that in its file.
    let line: UInt32
    let number: Int
    /// How many numbers further each of the others is; empty when all are one.
    var steps: [UInt8] = []
  }
  /// How many lines a stretch with steps has.
  private static let longest = 1024
  /// For fewer lines steps take less than another stretch.
  private static let few = MemoryLayout<Stretch>.stride

  /// Adds the number of the next line: the lines of a file come in their order.
  mutating func append(_ number: Int) {
    defer {
      count += 1
      last = number
    }
    guard count > 0, let step = UInt8(exactly: number - last) else { return begin(number) }
    let current = stretches.count - 1
    if stretches[current].steps.isEmpty {
      if step == 1 { return }
      let before = count - Int(stretches[current].line) - 1
      if before > Self.few { return begin(number) }
      stretches[current].steps = Array(repeating: 1, count: before)
    } else if stretches[current].steps.count == Self.longest {
      return begin(number)
    } else if stretches[current].steps.count == Self.longest / 8 {
      stretches[current].steps.reserveCapacity(Self.longest)
    }
    stretches[current].steps.append(step)
  }

  /// Adds a line that has none, and is not asked for.
  mutating func append() { append(last + 1) }

  private mutating func begin(_ number: Int) {
    stretches.append(Stretch(line: UInt32(count), number: number))
  }

  subscript(line: UInt32) -> Int {
    let stretch = stretches[stretches.number(ofLast: { $0.line <= line })]
    let offset = Int(line - stretch.line)
    return stretch.number
      + (stretch.steps.isEmpty ? offset : stretch.steps[..<offset].reduce(0) { $0 + Int($1) })
  }

  /// Bytes that are held.
  var memory: Int {
    stretches.reduce(stretches.capacity * MemoryLayout<Stretch>.stride) { $0 + $1.steps.capacity }
  }
}
