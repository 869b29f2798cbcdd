import Testing

@testable import BatchLua
@testable import BatchLuaReference

/// Each way of packing is known by suffix and by first bytes, and named where the others are.
@Suite struct CompressionTests {
  @Test(arguments: Compression.allCases) func eachIsPackedAndUnpacked(_ kind: Compression) throws {
    #expect(Compression(path: Path("a" + kind.suffix)) == kind)
    let text = Array("hello, hello\n".utf8)
    var packed: [UInt8] = []
    try text.withUnsafeBufferPointer { text in
      try Encoder(kind).write(text, finish: true) { packed += $0 }
    }
    #expect(Compression(beginning: packed) == kind)
    for count in 1..<Compression.longestMark {
      let isMark = Compression(beginning: packed.prefix(count)) == kind
      #expect(isMark || Compression.mayBegin(with: Array(packed.prefix(count))))
    }
    let decoder = Decoder(kind)
    var rest = packed[...]
    var space = [UInt8](repeating: 0, count: 100)
    let count = try space.withUnsafeMutableBytes { space in
      try decoder.read(into: space) { room in
        let part = rest.prefix(room.count)
        room.copyBytes(from: part)
        rest = rest.dropFirst(part.count)
        return part.count
      }
    }
    #expect(Array(space[..<count]) == text)
  }

  /// A text that speaks of one suffix speaks of all.
  @Test func textsNameEachSuffix() {
    let suffixes = Compression.allCases.map(\.suffix)
    let texts =
      FunctionTable.batchLua.all.map(\.documentation) + HostObject.withMethods.map(\.documentation)
      + Chapter.all.map(\.text)
    let naming = texts.filter { text in suffixes.contains { text.contains($0) } }
    #expect(naming.count >= 3)
    for text in naming {
      for suffix in suffixes { #expect(text.contains(suffix), "\(text)") }
    }
  }
}
