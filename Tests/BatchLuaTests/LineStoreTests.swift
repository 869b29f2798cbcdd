import BatchModel
import Foundation
import LazyJSON
import Testing

@testable import BatchLua

/// Lines that are read again by their numbers, and indexes of them by id.
@Suite struct LineStoreTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// Adds all lines of some inputs.
  private func store(
    _ inputs: [Path], framing: InputFraming = .jsonl
  ) throws -> (store: LineStore, numbers: [Int]) {
    var options = ScanOptions(inputs: inputs)
    options.framing = framing
    let store = LineStore(framing: framing)
    var numbers: [Int] = []
    let scan = try LineScan(options)
    defer { scan.stop() }
    while let lines = try scan.next() {
      try store.enter(lines)
      for line in lines.lines {
        let number = try store.add(lines.scanned(line))
        #expect(Int(number) == numbers.count)
        numbers.append(lines.number(of: line))
      }
    }
    return (store, numbers)
  }

  @Test(arguments: ["\n", "\r\n"], [false, true])
  func linesComeBackInAnyOrder(end: String, isPacked: Bool) throws {
    var random = SeededNumbers(isPacked ? 1 : 2)
    var expected: [String] = []
    var numbers: [Int] = []
    var paths: [Path] = []
    var files: [Path] = []
    for file in 0..<3 {
      var text = file == 1 ? "\u{FEFF}" : ""
      for number in 1...400 {
        if Int.random(in: 0...5, using: &random) == 0 {
          text += end
          continue
        }
        let size = number % 97 == 0 ? 300_000 : Int.random(in: 0...900, using: &random)
        let line = #"{"n":"\#(file)-\#(number)","x":"\#(String(repeating: "x", count: size))"}"#
        expected.append(line)
        numbers.append(number)
        text += line + (number == 400 && file == 2 ? "" : end)
      }
      let path = try scratch.write(text, to: "in\(file).jsonl")
      paths.append(Path(isPacked ? try packed(path) : path))
      while files.count < expected.count { files.append(paths[file]) }
    }
    let (store, found) = try store(paths)
    #expect(found == numbers)
    for index in expected.indices.shuffled(using: &random) + expected.indices {
      let number = UInt32(index)
      #expect(try store.bytes(of: number).string == expected[index])
      #expect(store.position(of: number).number == numbers[index])
      #expect(store.position(of: number).file == files[index])
    }
    try store.end()
  }

  private func packed(_ path: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", path]
    try process.run()
    process.waitUntilExit()
    return path + ".gz"
  }

  /// At the end of a file, too, a CR is the first half of a line end.
  @Test(arguments: ["{}", "{}\n", "{}\r\n", "{}\r"]) func lineEndsAreNoContent(end: String) throws {
    let (store, _) = try store([Path(try scratch.write("[1]\r\n" + end, to: "in.jsonl"))])
    #expect(try store.bytes(of: 1).string == "{}" && store.bytes(of: 0).string == "[1]")
  }

  /// Places further apart than 32 bits, and numbers of any order.
  @Test func offsetsAndNumbers() {
    var numbers = SeededNumbers(9)
    var table = LineTable()
    var lines = LineNumbers()
    var expected: [(offset: Int, number: Int)] = []
    var (offset, number) = (0, 1)
    for _ in 0..<40_000 {
      switch Int.random(in: 0..<5000, using: &numbers) {
      case 0: (offset, number) = (3, 1)  // another file
      case 1: offset += 5 << 30
      case 2: number += 1000
      case 3..<40: number += Int.random(in: -1...4, using: &numbers)
      default: break
      }
      #expect(table.append(offset: offset, marks: 1) == UInt32(expected.count))
      lines.append(number)
      expected.append((offset, number))
      offset += Int.random(in: 2...9000, using: &numbers)
      number += 1
    }
    for line in expected.indices {
      #expect(table.offset(of: UInt32(line)) == expected[line].offset)
      #expect(lines[UInt32(line)] == expected[line].number)
    }
  }

  /// Blank lines, and values over several lines, take about a byte more.
  @Test(arguments: [
    [1], [0], [2], [0, 0, 7], [1, 2], [3, 1, 255], Array(repeating: 1, count: 30) + [2],
  ])
  func numbersTakeLittle(steps: [Int]) {
    var lines = LineNumbers()
    var number = 0
    for line in 0..<100_000 {
      number += steps[line % steps.count]
      lines.append(number)
    }
    #expect(lines.memory <= 120_000, "\(lines.memory)")
    #expect(lines[99_999] == number && lines[0] == steps[0])
  }

  @Test func moreFilesThanAreOpen() throws {
    let most = DescriptorPool.share
    let paths = try (0..<most + 20).map { Path(try scratch.write("[\($0)]\n", to: "\($0)")) }
    let (store, _) = try store(paths)
    var numbers = SeededNumbers(3)
    for number in paths.indices.shuffled(using: &numbers) {
      #expect(try store.bytes(of: UInt32(number)).string == "[\(number)]")
    }
    try store.end()
    _ = try scratch.write("[0] ", to: "0")
    #expect(throws: RunError.self) { try store.end() }
  }

  @Test func otherFramingsAreCopied() throws {
    let path = try scratch.write(#"[{"a":1},\#n {"a":\#n 2}]"#, to: "list.json")
    let (store, _) = try store([Path(path)], framing: .json)
    #expect(store.count == 2)
    let line = try store.bytes(of: 1).string
    #expect(line.filter { $0 != " " } == #"{"a":2}"#)
  }

  @Test func aFileThatChangesIsAnError() throws {
    let path = try scratch.write("{}\n{}\n", to: "in.jsonl")
    let (store, _) = try store([Path(path)])
    let handle = try FileHandle(forWritingTo: URL(filePath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("{}\n".utf8))
    try handle.close()
    #expect(throws: RunError.self) { try store.end() }
  }

  @Test func marksStayWithTheirLines() throws {
    let path = try scratch.write(String(repeating: "{}\n", count: 20_000), to: "in.jsonl")
    let (store, _) = try store([Path(path)])
    for number in stride(from: UInt32(0), to: 20_000, by: 3) {
      store.set(UInt8(truncatingIfNeeded: number), of: number)
    }
    for number in UInt32(0)..<20_000 {
      #expect(store.marks(of: number) == (number % 3 == 0 ? UInt8(truncatingIfNeeded: number) : 0))
    }
    #expect(try store.bytes(of: 19_999).string == "{}")
  }

  /// The whole index, tables of ids and of lines.
  @Test func anIndexTakes32BytesAResult() throws {
    let lines = (0..<150_000).map { #"{"custom_id":"r\#($0)","response":{}}"# + "\n" }
    let path = try scratch.write(lines.joined(), to: "out.jsonl")
    let ids = IDReader(.openai)
    let index = ResultIndex(.openai, framing: .jsonl, keepsLines: true)
    let bad = try BadLines(LinePolicy(), ids, ScanOptions(inputs: []), reading: []) { _ in }
    _ = try index.read(ScanOptions(inputs: [Path(path)]), bad: bad)
    #expect(index.results == 150_000)
    #expect(index.memory <= 32 * 150_000 + (1 << 17), "\(index.memory / 150_000)")
    var id = ByteBuffer()
    for number in stride(from: 0, to: 150_000, by: 7) {
      id.count = 0
      id.appendText("r\(number)")
      #expect(index.find(id.elements) == UInt32(number))
    }
    for number in 150_000..<200_000 {
      id.count = 0
      id.appendText("q\(number)")
      #expect(index.find(id.elements) == nil)
      let line = try index.line(of: id.elements)
      #expect(try line == number && index.line(of: id.elements) == line)
      #expect(index.find(id.elements) == nil)
    }
    #expect(index.memory <= 32 * 200_000 + (1 << 17), "\(index.memory / 200_000)")
    #expect(index.surplus == 150_000)
  }

  // MARK: Ids

  private func id(_ line: String, _ profile: Profile = .openai) throws -> String? {
    let document = Document.create()
    defer { document.destroy() }
    var text = line
    var id = ByteBuffer()
    try text.withUTF8 { try document.load($0, with: Indexer()) }
    return IDReader(profile).read(0, of: document, into: &id) ? id.elements.string : nil
  }

  @Test func idsOfAllShapes() throws {
    #expect(try id(#"{"custom_id":"\u0061"}"#) == "a")
    #expect(try id(#"{"custom_id":7}"#) == "7")
    #expect(
      try id(#"{"custom_id":123456789012345678901234567890}"#) == "123456789012345678901234567890")
    #expect(try id(#"{"custom_id":"","key":"k"}"#) == "k")
    #expect(try id(#"{"recordId":"r"}"#, .gemini) == "r")
    #expect(try id(#"{"request":{"labels":{"litellm_custom_id":"l"}}}"#, .vertex) == "l")
    #expect(try id(#"{"custom_id":null}"#) == nil && id("5") == nil && id(#"{"request":5}"#) == nil)
  }

  private func marked(_ text: String, _ id: String) throws -> (base: String, next: String) {
    let mark = try #require(AttemptMark(text))
    var id = id
    var output = ByteBuffer()
    let base = id.withUTF8 { bytes in
      mark.marked(bytes, into: &output)
      return Bytes(rebasing: bytes[..<mark.base(of: bytes)]).string
    }
    return (base, output.elements.string)
  }

  @Test func marksOfAttempts() throws {
    #expect(try marked("-again", "a") == ("a", "a-again"))
    #expect(try marked("-again", "a-again") == ("a", "a-again"))
    #expect(try marked("-again", "-again") == ("-again", "-again-again"))
    #expect(try marked("-t{n}", "a") == ("a", "a-t2"))
    #expect(try marked("-t{n}", "a-t9") == ("a", "a-t10"))
    #expect(try marked("-t{n}", "a-t") == ("a-t", "a-t-t2"))
    #expect(try marked("({n})", "a(2)") == ("a", "a(3)"))
    #expect(try marked("({n})", "(2)") == ("(2)", "(2)(2)"))
    for text in ["", "{n}", "a{n}{n}", "-v2{n}", "-{n}0", "{n}a"] {
      #expect(AttemptMark(text) == nil, "\(text)")
    }
  }
}
