import LazyJSON
import Testing

@testable import BatchModel

@Suite(.serialized) struct NameTableTests {
  /// What is made here, which lives as long as the process: no leak.
  nonisolated(unsafe) private static var tables: [NameTable] = []
  nonisolated(unsafe) private static var texts: [Bytes] = []

  /// A name that lives as long as the process, as those of a table do.
  private func kept(_ text: String) -> Bytes {
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.utf8.count)
    _ = copy.initialize(from: text.utf8)
    Self.texts.append(Bytes(copy))
    return Bytes(copy)
  }

  /// Also of those that share their length and the bytes that are looked at first.
  @Test(arguments: [
    ["a"], ["a", "b", "ab", "ba", "aba"], ["axbyc", "azbwc", "aybxc", "awbzc", "aabcc"],
    (0..<64).map { "name\($0)" }, [],
  ]) func findsItsNamesAlone(names: [String]) {
    let table = NameTable(names.map(kept))
    Self.tables.append(table)
    for (number, name) in names.enumerated() { #expect(table.number(of: kept(name)) == number) }
    for other in ["", "c", "axbyd", "axbxc", "name64", "name", "aa"] where !names.contains(other) {
      #expect(table.number(of: kept(other)) == nil, "\(other)")
    }
  }
}
