import BatchLua
import Foundation
import Testing

/// Whatever a run ends with, and wherever its chunks are then: nothing of it is left.
@Suite(.serialized) struct BalanceTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// Lines that make several chunks.
  private static let lines = (1...4000).map { number in
    #"{"custom_id":"r\#(number)","method":"POST","url":"/v1/responses","#
      + #""body":{"model":"m","input":"\#(String(repeating: "x", count: 300))"}}"#
  }

  /// What the runs of a script end with.
  private func run(
    _ text: String, jobs: Int, times: Int, _ body: String,
    _ change: (inout RunOptions) -> Void = { _ in }
  ) throws -> [RunError?] {
    let script = "stateless = true\nKEPT = {}\nfunction transform(r)\n\(body)\nend"
    var options = RunOptions(
      script: .file(Path(try scratch.write(script, to: "s.lua"))),
      inputs: [.file(try scratch.write(text, to: "in.jsonl"))])
    options.output = .file(scratch.place("out.jsonl"))
    options.jobs = jobs
    change(&options)
    let balance = Balance(of: &options)
    let errors = try (0..<times).map { _ -> RunError? in
      do {
        try Run(options).execute()
        return nil
      } catch {
        return try #require(error as? RunError)
      }
    }
    balance.check()
    return errors
  }

  private static let bodies = [
    "r.body.user = r.custom_id", "KEPT[#KEPT + 1] = r:copy() return KEPT[#KEPT]",
    "batch.emit(r) return false", "r.body.metadata = { n = { r.index } } KEPT[r.index % 9] = r",
  ]

  @Test(arguments: [1, 2, 3], bodies) func whenAllIsWell(jobs: Int, body: String) throws {
    let text = Self.lines.joined(separator: "\n")
    #expect(try run(text, jobs: jobs, times: 1, body).allSatisfy { $0 == nil })
  }

  /// At the first record, within the first chunk, at a later one and at the last.
  @Test(arguments: [1, 2, 3], bodies)
  func whenARecordFails(jobs: Int, body: String) throws {
    let text = Self.lines.joined(separator: "\n")
    for number in [1, 300, 2100, 4000] {
      let fails = "if r.index == \(number) then error('no') end \(body)"
      let errors = try run(text, jobs: jobs, times: 2, fails)
      #expect(errors.allSatisfy { $0?.kind == .record })
    }
  }

  @Test(arguments: [1, 2, 3]) func whenTheScriptStops(jobs: Int) throws {
    let text = Self.lines.joined(separator: "\n")
    for number in [1, 300, 2100] {
      let stops = "if r.index == \(number) then batch.stop() end"
      #expect(try run(text, jobs: jobs, times: 2, stops).allSatisfy { $0 == nil })
    }
  }

  @Test(arguments: [1, 2, 3]) func whenTooManyFail(jobs: Int) throws {
    let text = Self.lines.joined(separator: "\n")
    let errors = try run(text, jobs: jobs, times: 2, "if r.index % 90 == 0 then error('no') end") {
      $0.onError = .skip
      $0.maxErrors = 9
    }
    #expect(errors.allSatisfy { $0?.kind == .record })
  }

  /// Lines that are no records: one that is no JSON, one that is too long, in a later chunk.
  @Test(arguments: [1, 2, 3]) func whenTheInputFails(jobs: Int) throws {
    var bad = Self.lines
    bad[3000] = "{"
    let errors = try run(bad.joined(separator: "\n"), jobs: jobs, times: 2, "r.body.user = 'x'")
    #expect(errors.allSatisfy { $0 != nil })
    bad[3000] = "\"" + String(repeating: "x", count: 2 << 20) + "\""
    let long = try run(bad.joined(separator: "\n"), jobs: jobs, times: 2, "r.body.user = 'x'") {
      $0.maxLine = 1 << 20
    }
    #expect(long.allSatisfy { $0 != nil })
  }

  /// Lines that are longer than what is read at a time.
  @Test(arguments: [1, 3]) func whenLinesAreLong(jobs: Int) throws {
    let long = Self.lines[0].replacing(
      "\"x", with: "\"" + String(repeating: "y", count: 1 << 20))
    let text = (1...5).map { long.replacing("\"r1\"", with: "\"l\($0)\"") }.joined(separator: "\n")
    #expect(try run(text, jobs: jobs, times: 2, "r.body.user = 'x'").allSatisfy { $0 == nil })
  }
}
