import LazyJSON
import Testing

@testable import BatchModel

struct NameCountsTests {
  private func counts(_ names: [String]) -> NameCounts {
    var counts = NameCounts()
    for var name in names { name.withUTF8 { _ = counts.add($0) } }
    return counts
  }

  /// Counting parts and adding them is counting all: each name in its order.
  @Test(arguments: [0, 1, 3, 5, 7]) func partsAddUp(cut: Int) {
    let names = ["a", "b", "a", "a", "c", "b", "d"]
    var sum = counts(Array(names[..<cut]))
    sum.add(counts(Array(names[cut...])))
    let whole = counts(names)
    #expect(sum.names.map(\.name) == whole.names.map(\.name))
    #expect(sum.names.map(\.count) == whole.names.map(\.count))
    #expect(sum.others == 0)
  }

  /// Lines with a name beyond the first thousand are counted together, all of them.
  @Test func furtherNamesAreOthers() {
    var sum = counts((0..<999).map { "\($0)" })
    sum.add(counts(["0", "x", "x", "y", "y", "y"]))
    #expect(sum.names.count == 1000 && sum.names[0].count == 2 && sum.names[999].count == 2)
    #expect(sum.others == 3)
  }
}
