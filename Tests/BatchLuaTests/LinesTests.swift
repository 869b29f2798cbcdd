import BatchModel
import Foundation
import Synchronization
import Testing

@testable import BatchLua

/// Lines and records of files, without a script.
@Suite struct LinesTests {
  private func request(_ number: Int) -> String {
    #"{"custom_id":"r\#(number)","method":"POST","url":"/v1/responses","body":{"n":\#(number)}}"#
  }

  private func texts(_ lines: some Sequence<Result<Lines.Line, RunError>>) throws -> [String] {
    try lines.map { String(decoding: try $0.get().bytes, as: UTF8.self) }
  }

  @Test func linesHaveTheirNumbers() throws {
    let scratch = try Scratch()
    let text = "\u{FEFF}{\"a\":1}\r\n\n  \n[2]\nno json\n\"end\""
    let path = try scratch.write(text, to: "in.jsonl")
    let lines = Lines(of: .file(path))
    for _ in 1...2 {
      #expect(try texts(lines) == ["{\"a\":1}", "[2]", "no json", "\"end\""])
      #expect(try lines.map { try $0.get().number } == [1, 4, 5, 6])
      #expect(try lines.allSatisfy { try $0.get().input == path })
    }
    let both = Lines(of: [.file(path), .bytes(Array("7\n".utf8), name: "more")])
    #expect(try both.map { try $0.get().number } == [1, 4, 5, 6, 1])
    #expect(try both.map { try $0.get().input }.last == "more")
  }

  @Test func noInputsHaveNoLines() async throws {
    #expect(Array(Lines(of: [])).isEmpty)
    #expect(Array(Records<BatchRequestInput>(of: [])).isEmpty)
    for try await line in Lines(of: []).async { Issue.record("\(line)") }
  }

  /// Packed or not, by a thread or by several, all lines come in their order.
  @Test(arguments: ["", ".gz", ".zst"]) func allLinesCome(suffix: String) async throws {
    let count = 30_000
    let all = (0..<count).map(request)
    let text = Array((all.joined(separator: "\n") + "\n").utf8)
    var bytes = text
    if let kind = Compression(path: Path("x" + suffix)) {
      bytes = []
      try text.withUnsafeBufferPointer { text in
        try Encoder(kind).write(text, finish: true) { bytes += $0 }
      }
    }
    let scratch = try Scratch()
    try Data(bytes).write(to: URL(filePath: scratch.path("in" + suffix)))
    let input = RunInput.file(scratch.path("in" + suffix))
    #expect(try texts(Lines(of: input)) == all)
    var number = 0
    for try await line in Lines(of: input).async {
      #expect(line.number == number + 1 && line.bytes == Array(all[number].utf8))
      number += 1
    }
    #expect(number == count)
    let ids = try Records<BatchRequestInput>(of: input).map { try $0.get().value.customID }
    #expect(ids == (0..<count).map { "r\($0)" })
    number = 0
    for try await record in Records<BatchRequestInput>(of: input).async {
      #expect(record.value.body == ["n": .int(Int64(number))] && record.number == number + 1)
      number += 1
    }
    #expect(number == count)
  }

  @Test func aBadRecordSaysWhere() async throws {
    let bad = #"{"custom_id":"b","method":"POST","url":[],"body":{}}"#
    let text = [request(0), "{\"custom_id\":", bad, "[]", request(1), ""].joined(separator: "\n")
    let records = Records<BatchRequestInput>(of: .bytes(Array(text.utf8), name: "day.jsonl"))
    var errors: [RunError] = []
    var ids: [String] = []
    for record in records {
      switch record {
      case .success(let record): ids.append(record.value.customID)
      case .failure(let error): errors.append(error)
      }
    }
    #expect(ids == ["r0", "r1"])
    #expect(errors.map(\.input?.line) == [2, 3, 4])
    #expect(errors.allSatisfy { $0.input?.file == "day.jsonl" && $0.kind == .record })
    #expect(errors[0].reason.hasPrefix("the line is not valid JSON: "))
    #expect(errors[1].reason == "the line is no BatchRequestInput: url: found an array")
    #expect(errors[2].reason == "the line is no BatchRequestInput: found an array")
    ids = []
    let error = await #expect(throws: RunError.self) {
      for try await record in records.async { ids.append(record.value.customID) }
    }
    #expect(error?.input?.line == 2 && ids == ["r0"])
  }

  @Test func whatEndsTheReadingIsTheLastElement() async throws {
    let lines = Lines(of: ["no-such-file.jsonl"])
    let all = Array(lines)
    #expect(all.count == 1)
    #expect(throws: RunError.self) { try all[0].get() }
    let error = await #expect(throws: RunError.self) { for try await _ in lines.async {} }
    #expect(error?.kind == .io)
    #expect(error?.description.hasPrefix("cannot open no-such-file.jsonl") == true)
    let long = Lines(of: .bytes(Array("1\n22222222222\n3\n".utf8)), maxLine: 10)
    #expect(throws: RunError.self) { _ = try texts(long) }
    let last = try #require(Array(long).last)
    if case .failure(let error) = last {
      #expect(error.description.hasPrefix("input:2: the line is longer than 10 bytes"))
    } else {
      Issue.record("a long line was taken")
    }
  }

  /// The thread is only some lines ahead, and ends when nobody takes more.
  @Test func theThreadWaitsForWhoTakesTheLines() async throws {
    let given = Atomic<Int>(0)
    let input = RunInput.pulling { span in
      given.add(1, ordering: .relaxed)
      for byte in String(repeating: "1\n", count: 1000).utf8 { span.append(byte) }
    }
    for try await line in Lines(of: input).async where line.number == 3000 { break }
    try await Task.sleep(for: .milliseconds(200))
    let before = given.load(ordering: .relaxed)
    try await Task.sleep(for: .milliseconds(200))
    #expect(before < 30 && given.load(ordering: .relaxed) == before)
  }

  @Test func aCancelledTaskEnds() async throws {
    let gate = DispatchSemaphore(value: 0)
    let input = RunInput.pulling { _ in gate.wait() }
    let task = Task { for try await _ in Lines(of: input).async {} }
    try await Task.sleep(for: .milliseconds(50))
    task.cancel()
    let error = await #expect(throws: RunError.self) { try await task.value }
    #expect(error?.kind == .cancelled)
    gate.signal()
  }
}
