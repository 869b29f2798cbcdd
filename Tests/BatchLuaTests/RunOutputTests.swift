import BatchLua
import Foundation
import Testing

/// Lines that go to a function.
@Suite struct RunOutputTests {
  private static let lines = (0..<60_000).map { #"{"n":\#($0),"s":"\#($0 % 7)"}"# + "\n" }.joined()

  private func run(
    _ script: String, into output: RunOutput, _ change: (inout RunOptions) -> Void = { _ in }
  ) throws(RunError) -> RunSummary {
    var options = RunOptions(
      script: .source(script), inputs: [.bytes(Array(Self.lines.utf8), name: "in")])
    options.output = output
    options.recordType = .json
    change(&options)
    return try Run(options).execute()
  }

  /// Also with several states, whose lines come in their order, and one by one.
  @Test(arguments: [1, 2], ["", "batch.emit(r) return false"])
  func eachCallHasWholeLines(jobs: Int, emit: String) throws {
    let collected = Collected()
    let script = "stateless = true function transform(r) \(emit) end"
    let summary = try run(script, into: .pushing { collected.append($0) }) { $0.jobs = jobs }
    #expect(summary.written == 60_000 && summary.bytesWritten == Self.lines.utf8.count)
    #expect(collected.all.count > 1)
    #expect(collected.all.allSatisfy { $0.last == 0x0A })
    #expect(collected.text == Self.lines)
  }

  /// Long lines, whose bytes are not copied on their way to a file.
  @Test func linesOfSeveralPiecesAreWhole() throws {
    let long = String(repeating: "x", count: 5000)
    let lines = (0..<200).map { #"{"a":"\#(long)","n":\#($0),"b":"\#(long)"}"# + "\n" }.joined()
    let collected = Collected()
    var options = RunOptions(
      script: .source("function transform(r) r.n = -1 end"), inputs: [.bytes(Array(lines.utf8))])
    options.output = .pushing { collected.append($0) }
    options.recordType = .json
    try Run(options).execute()
    #expect(collected.all.allSatisfy { $0.last == 0x0A })
    #expect(collected.text == lines.replacing(/"n":\d+/, with: #""n":-1"#))
  }

  private struct Gone: Error, CustomStringConvertible { let description = "the client has gone" }

  @Test func whatItThrowsEndsTheRun() {
    let error = #expect(throws: RunError.self) {
      _ = try run("function transform(r) end", into: .pushing { _ in throw Gone() })
    }
    #expect(error?.description == "cannot write the output: the client has gone")
    #expect(error?.kind == .io)
  }

  @Test func aFailureSaysWhatWasWritten() {
    let collected = Collected()
    let error = #expect(throws: RunError.self) {
      _ = try run(
        "function transform(r) assert(r.n < 50000) end", into: .pushing { collected.append($0) })
    }
    let bytes = collected.bytes.count
    #expect(bytes > 0)
    #expect(error?.description.contains("\(bytes) bytes had been written to the output") == true)
  }

  @Test func rejectsStayFiles() throws {
    let scratch = try Scratch()
    let collected = Collected()
    let summary = try run(
      "function transform(r) assert(r.n > 0) end", into: .pushing { collected.append($0) }
    ) {
      $0.onError = .quarantine
      $0.rejects = scratch.place("bad.jsonl")
    }
    #expect(summary.rejected == 1 && summary.written == 59_999)
    #expect(try scratch.text("bad.jsonl") == #"{"n":0,"s":"0"}"# + "\n")
  }
}
