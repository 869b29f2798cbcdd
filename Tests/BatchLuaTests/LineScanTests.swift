import BatchModel
import Foundation
import LazyJSON
import Testing

@testable import BatchLua

/// The lines that tools read, and their places.
struct LineScanTests {
  /// What is said of a line.
  private struct Seen: Equatable {
    var file: String
    var number: Int
    var offset: Int
    var text: String
    var isValid = true
  }

  private func scan(_ options: ScanOptions) throws -> [Seen] {
    var seen: [Seen] = []
    try LineScan(options).forEach { line throws(RunError) in
      seen.append(
        Seen(
          file: line.file.description, number: line.number, offset: line.offset,
          text: line.original.string, isValid: line.problem == nil))
    }
    return seen
  }

  @Test func linesHaveTheirPlaces() throws {
    let scratch = try Scratch()
    let a = try scratch.write("\u{FEFF}{\"n\":1}\r\n\n{\"n\":2\n[3]", to: "a.jsonl")
    let empty = try scratch.write("", to: "empty.jsonl")
    let b = try scratch.write("{}\n", to: "b.jsonl")
    let seen = try scan(ScanOptions(inputs: [Path(a), Path(empty), Path(b)]))
    #expect(
      seen == [
        Seen(file: a, number: 1, offset: 3, text: "{\"n\":1}"),
        Seen(file: a, number: 3, offset: 13, text: "{\"n\":2", isValid: false),
        Seen(file: a, number: 4, offset: 20, text: "[3]"),
        Seen(file: b, number: 1, offset: 0, text: "{}"),
      ])
  }

  /// Over many chunks, with the help of another thread, and of a packed file.
  @Test(arguments: ["in.jsonl", "in.jsonl.gz", "in.jsonl.zst"])
  func offsetsAreThoseOfTheText(name: String) throws {
    let scratch = try Scratch()
    var text: [UInt8] = []
    for number in 0..<40_000 {
      text += Array(
        "{\"n\":\(number),\"pad\":\"\(String(repeating: "x", count: number % 97))\"}\n".utf8)
    }
    let output = try ToolOutput(scratch.place(name))
    try text.withUnsafeBufferPointer { try output.append($0) }
    _ = try ToolOutput.commit([output])
    var number = 0
    let scan = try LineScan(ScanOptions(inputs: [scratch.place(name)]))
    try scan.forEach { line throws(RunError) in
      #expect(line.number == number + 1)
      #expect(line.bytes.elementsEqual(text[line.offset..<line.offset + line.bytes.count]))
      number += 1
    }
    #expect(number == 40_000)
    #expect(scan.summary.read == 40_000 && scan.summary.bytesRead == text.count)
  }

  @Test func chunksKnowTheirInput() throws {
    let scratch = try Scratch()
    let empty = try scratch.write("", to: "empty.jsonl")
    let full = try scratch.write("{}\n", to: "full.jsonl")
    let scan = try LineScan(ScanOptions(inputs: [Path(empty), Path(full)]))
    let first = try #require(try scan.next())
    #expect(first.origin.input == 1 && first.isFirst && first.text.string == "{}\n")
    #expect(try scan.next() == nil)
  }

  @Test func framedLinesHaveTheirPlacesToo() throws {
    let scratch = try Scratch()
    let path = try scratch.write("[{\"n\":\n1},\n{\"n\":2}]", to: "in.json")
    var options = ScanOptions(inputs: [Path(path)])
    options.framing = .json
    let seen = try scan(options)
    #expect(seen.map(\.number) == [1, 3])
  }

  @Test func whatEndsTheReadingIsThrown() throws {
    let scratch = try Scratch()
    #expect(throws: RunError.self) { try scan(ScanOptions(inputs: [scratch.place("none")])) }
    let path = try scratch.write(
      "{}\n{\"a\":\"\(String(repeating: "x", count: 100))\"}\n", to: "in")
    var options = ScanOptions(inputs: [Path(path)])
    options.maxLine = 50
    let error = #expect(throws: RunError.self) { try scan(options) }
    #expect(error?.content?.line == 2)
    options.profile = "opena"
    #expect(throws: RunError.self) { try scan(options) }
    #expect(throws: RunError.self) { try scan(ScanOptions(inputs: ["-", "/dev/stdin"])) }
    let empty = #expect(throws: RunError.self) { try LineScan(ScanOptions(inputs: [RunInput]())) }
    #expect(empty?.reason == "there are no inputs; give files, or '-' for standard input")
  }

  /// The thread that reads ahead ends with its owner.
  @Test func oneMayStopEarly() throws {
    let scratch = try Scratch()
    let path = try scratch.write(String(repeating: "{}\n", count: 1 << 20), to: "in.jsonl")
    for _ in 0..<20 {
      let scan = try LineScan(ScanOptions(inputs: [Path(path)]))
      _ = try scan.next()
    }
  }

  @Test func reportsAreJSON() {
    let report = Report.object([
      ("b", .list([.integer(1), .double(0.5), .null, .boolean(true)])), ("a", .string("\"\n")),
    ])
    let unsafe = Report.string("a\u{202E}\u{7F}ü\u{FEFF}")
    #expect(unsafe.line == "\"a\\u202e\\u007fü\\ufeff\"\n")
    #expect(report.line == "{\"b\":[1,0.5,null,true],\"a\":\"\\\"\\n\"}\n")
  }
}
