/// Line numbers in files, by the number of the line among all lines of all files. Consecutive lines
/// need no memory; where there are gaps, as with blank lines or several values on a line, a line
/// needs about a byte.
struct LineNumbers {
  private var stretches: [Stretch] = []
  private(set) var count = 0
  private var last = 0

  private struct Stretch {
    /// Its first line, and the line number of that in its file.
    let line: UInt32
    let number: Int
    /// The distance of each further line from the one before it; empty when all are 1.
    var steps: [UInt8] = []
  }
  /// The most lines of a stretch with steps.
  private static let longest = 1024
  /// For fewer lines, steps need less memory than another stretch.
  private static let few = MemoryLayout<Stretch>.stride

  /// Adds the line number of the next line. The lines of a file must come in order.
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

  /// Adds a line without a line number, which must not be asked for.
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

  /// Bytes in use.
  var memory: Int {
    stretches.reduce(stretches.capacity * MemoryLayout<Stretch>.stride) { $0 + $1.steps.capacity }
  }
}
