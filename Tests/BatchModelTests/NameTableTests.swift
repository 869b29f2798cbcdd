import LazyJSON
import Testing

@testable import BatchModel

struct NameTableTests {
  /// Names that live as long as the process, as those of a table do.
  private func kept(_ text: String) -> Bytes {
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.utf8.count)
    _ = copy.initialize(from: text.utf8)
    return Bytes(copy)
  }

  /// Also of those that share their length and the bytes that are looked at first.
  @Test(arguments: [
    ["a"], ["a", "b", "ab", "ba", "aba"], ["axbyc", "azbwc", "aybxc", "awbzc", "aabcc"],
    (0..<64).map { "name\($0)" }, [],
  ]) func findsItsNamesAlone(names: [String]) {
    let table = NameTable(names.map(kept))
    for (number, name) in names.enumerated() { #expect(table.number(of: kept(name)) == number) }
    for other in ["", "c", "axbyd", "axbxc", "name64", "name", "aa"] where !names.contains(other) {
      #expect(table.number(of: kept(other)) == nil, "\(other)")
    }
  }
}
