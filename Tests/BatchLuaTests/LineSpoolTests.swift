import LazyJSON
import Testing

@testable import BatchLua

struct LineSpoolTests {
  /// Lines of any length come back in their order, with their numbers.
  @Test func linesComeBack() throws {
    var random = SeededNumbers(5)
    for limit in [0, 3, 300, 200_000, 700_000] {
      let lines = (0..<40).map { number in
        let count = Int.random(in: 0...limit, using: &random)
        return [UInt8](repeating: UInt8(number), count: count)
      }
      let spool = try LineSpool()
      for (number, line) in lines.enumerated() {
        try line.withUnsafeBufferPointer { try spool.append($0, number: number) }
      }
      var next = 0
      try spool.forEach { (line, number) throws(RunError) in
        #expect(number == next && Array(line) == lines[number])
        next += 1
      }
      #expect(next == lines.count)
    }
  }
}
