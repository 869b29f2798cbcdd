import BatchLua
import Foundation
import Testing

/// `Retry`: which requests are sent again, and that nothing else happens to them.
@Suite struct RetryTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func file(_ name: String, _ lines: [String]) throws -> Path {
    Path(try scratch.write(lines.map { $0 + "\n" }.joined(), to: name))
  }

  private func retry(
    _ requests: [String], _ results: [[String]], profile: String = "openai",
    _ change: (inout RetryOptions) -> Void = { _ in }
  ) throws -> (lines: [String], report: RetryReport) {
    var scan = ScanOptions(inputs: [try file("in.jsonl", requests)])
    scan.profile = profile
    var options = RetryOptions(
      requests: scan,
      results: try results.enumerated().map { try file("results\($0.offset).jsonl", $0.element) })
    options.output = scratch.place("again.jsonl")
    change(&options)
    let report = try Retry(options).execute()
    let text = try scratch.text("again.jsonl")
    return (text.split(separator: "\n").map(String.init), report)
  }

  @Test(arguments: ToolShape.all) func everyShape(shape: ToolShape) throws {
    let ids = ["done", "short", "bad", "lost"]
    let requests = ids.map(shape.request)
    let results = [shape.failed("bad"), shape.cutShort("short"), shape.answered("done")]
    let all = try retry(requests, [results], profile: shape.profile)
    #expect(all.lines == [requests[2], requests[3]])
    #expect(all.report.answered == 2 && all.report.failed == 1 && all.report.missing == 1)
    #expect(all.report.written == 2 && all.report.surplus == 0 && all.report.results == 3)

    let long = try retry(requests, [results], profile: shape.profile) {
      $0.includesCutShort = true
      $0.growth = 2.5
    }
    #expect(long.lines == [requests[1].replacing(":10", with: ":25"), requests[2], requests[3]])
    #expect(long.report.cutShort == 1 && long.report.ungrown == 0 && long.report.answered == 1)

    for word in [shape.code, shape.status].compactMap({ $0 }) {
      let only = try retry(requests, [results], profile: shape.profile) { $0.only = ["x", word] }
      #expect(only.lines == [requests[2], requests[3]], "\(word)")
    }
    let others = try retry(requests, [results], profile: shape.profile) { $0.only = ["other"] }
    #expect(others.lines == [requests[3]])
    #expect(others.report.passedOver == 1 && others.report.failed == 1)
  }

  @Test func resultsNeedNotBeFiles() throws {
    let shape = ToolShape.all[0]
    let requests = ["a", "b"].map { shape.request($0) + "\n" }
    let results = shape.answered("a") + "\n"
    var options = RetryOptions(
      requests: ScanOptions(inputs: [.bytes(Array(requests.joined().utf8))]),
      results: [.bytes(Array(results.utf8))])
    options.output = scratch.place("again.jsonl")
    let report = try Retry(options).execute()
    #expect(report.answered == 1 && report.missing == 1)
    #expect(try scratch.text("again.jsonl") == requests[1])
  }

  @Test(arguments: ToolShape.all) func attemptsAreMarked(shape: ToolShape) throws {
    let requests = ["a", "b", "c"].map(shape.request)
    let mark = try #require(AttemptMark("-t{n}"))
    let first = try retry(
      requests, [[shape.answered("a"), shape.failed("b")]], profile: shape.profile
    ) { $0.attempts = mark }
    #expect(first.lines == ["b-t2", "c-t2"].map(shape.request))
    let second = try retry(
      requests, [[shape.answered("a"), shape.failed("b")], [shape.answered("b-t2")]],
      profile: shape.profile
    ) { $0.attempts = mark }
    #expect(second.lines == [shape.request("c-t2")])
    let third = try retry(first.lines, [[shape.failed("c-t2")]], profile: shape.profile) {
      $0.attempts = mark
    }
    #expect(third.lines == ["b-t3", "c-t3"].map(shape.request))
  }

  /// Of which of two requests a result is could not be told, and one would lose its answer.
  @Test func idsThatDifferByTheMarkOnlyAreRefused() throws {
    let shape = ToolShape.all[0]
    let mark = try #require(AttemptMark("-{n}"))
    let (one, two) = (shape.request("chunk-1"), shape.request("chunk-2"))
    for results in [[], [shape.answered("chunk-1")], [shape.failed("chunk-2")]] {
      do {
        _ = try retry([one, two], [results]) { $0.attempts = mark }
        Issue.record("no error")
      } catch let error as RunError {
        #expect(error.code == "duplicate_custom_id" && error.input?.customID == "chunk-2")
        #expect(error.description.contains("but for the mark of its attempt"))
      }
    }
    let again = try retry([one, two], [[shape.answered("chunk-1")]]) {
      $0.attempts = AttemptMark("-again{n}")
    }
    #expect(again.lines == [shape.request("chunk-2-again2")])
  }

  /// An answer counts, whatever else was written of its id; a whole one before one that was cut short.
  @Test(arguments: [[0, 1], [1, 0], [0, 2], [2, 0], [2, 1, 0, 1, 2]])
  func theBestResultCounts(order: [Int]) throws {
    let shape = ToolShape.all[0]
    let kinds = [shape.answered, shape.cutShort, shape.failed]
    let requests = [
      shape.request("a"), shape.request("b").replacing(#""max_tokens":10,"#, with: ""),
    ]
    let results = order.map { kinds[$0]("a") } + [shape.failed("b"), shape.cutShort("b")]
    let got = try retry(requests, [results]) {
      $0.includesCutShort = true
      $0.growth = 2
    }
    #expect(got.lines == [requests[1]])
    #expect(got.report.cutShort == 1 && got.report.ungrown == 1 && got.report.answered == 1)
  }

  @Test func packedAndUnusualFilesAreRead() throws {
    let shape = ToolShape.all[0]
    let text = "\u{FEFF}" + shape.request("a") + "\r\n\r\n" + shape.request("b")
    let input = Path(try scratch.write(text, to: "crlf.jsonl"))
    let result = try file("r.jsonl", [shape.answered("b"), "", shape.answered("surplus")])
    var options = RetryOptions(requests: ScanOptions(inputs: [input]), results: [result])
    options.output = scratch.place("again.jsonl")
    let report = try Retry(options).execute()
    #expect(try scratch.text("again.jsonl") == shape.request("a") + "\n")
    #expect(report.surplus == 1)
  }

  @Test func badLinesFollowThePolicy() throws {
    let shape = ToolShape.all[0]
    let requests = [shape.request("a"), "{oops", #"{"method":"POST"}"#, "5", shape.request("b")]
    let results = [shape.answered("b"), "[]", #"{"response":{}}"#, shape.request("x")]
    #expect(throws: RunError.self) { try retry(requests, [results]) }
    #expect(throws: RunError.self) { try retry([requests[0]], [[results[3]]]) }
    let got = try retry(requests, [results]) {
      $0.lines.onError = .quarantine
      $0.lines.rejects = scratch.place("bad.jsonl")
    }
    #expect(got.lines == [requests[0]])
    #expect(got.report.rejected == 6)
    let bad = [results[1], results[2], results[3], requests[1], requests[2], requests[3]]
    #expect(try scratch.text("bad.jsonl") == bad.map { $0 + "\n" }.joined())
    let reasons = try scratch.text("bad.jsonl.errors.jsonl")
    #expect(reasons.contains("the line is a request, where results are read"))
    #expect(reasons.contains("the line is an array, not an object"))
    for name in ["in.jsonl", "results0.jsonl"] {
      #expect(throws: RunError.self) {
        try retry(requests, [results]) {
          $0.lines.onError = .quarantine
          $0.lines.rejects = scratch.place(name)
        }
      }
    }
  }

  @Test func anIdThatComesTwiceIsRefused() throws {
    let shape = ToolShape.all[0]
    do {
      _ = try retry([shape.request("a"), shape.request("a")], [[]])
      Issue.record("no error")
    } catch let error as RunError {
      #expect(error.code == "duplicate_custom_id")
      #expect(error.description.contains("It was first used at"))
    }
    #expect(!FileManager.default.fileExists(atPath: scratch.path("again.jsonl")))
  }

  /// Of which only the second is sent, or none.
  @Test func anIdThatComesTwiceAndIsNotWrittenTwice() throws {
    let shape = ToolShape.all[0]
    let twice = [shape.request("a"), shape.request("a").replacing("10", with: "11")]
    #expect(try retry(twice, [[shape.answered("a")]]).lines == [])
    let broken = [twice[0].replacing("POST", with: "GET"), twice[1], twice[0]]
    let got = try retry(broken, [[shape.failed("a")]]) { $0.lines.onError = .skip }
    #expect(got.lines == [twice[1]] && got.report.rejected == 2)
  }

  @Test func theReportIsJSON() throws {
    let shape = ToolShape.all[0]
    let got = try retry([shape.request("a")], [[]])
    #expect(
      got.report.json
        == #"{"requests":1,"answered":0,"failed":0,"passed_over":0,"missing":1,"cut_short":0,"#
        + #""ungrown":0,"written":1,"results":0,"surplus":0,"rejected":0}"# + "\n")
    #expect(got.report.summary == "requests 1, answered 0, failed 0, missing 1; written 1")
  }
}
