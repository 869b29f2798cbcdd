import BatchLua
import Foundation
import Synchronization
import Testing

/// `Join`: a row for each request.
@Suite struct JoinTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func join(
    _ requests: [String], _ results: [String], profile: String = "openai",
    _ change: (inout JoinOptions) -> Void = { _ in }
  ) throws -> (text: String, report: JoinReport) {
    var scan = ScanOptions(
      inputs: [Path(try scratch.write(requests.map { $0 + "\n" }.joined(), to: "in.jsonl"))])
    scan.profile = profile
    var options = JoinOptions(
      requests: scan,
      results: [Path(try scratch.write(results.map { $0 + "\n" }.joined(), to: "out.jsonl"))])
    options.output = scratch.place("table")
    change(&options)
    let report = try Join(options).execute()
    return (try scratch.text("table"), report)
  }

  private func columns(_ columns: [(String, String)]) -> [JoinOptions.Column] {
    columns.map { JoinOptions.Column($0.0, LuaExpression($0.1, name: "--column \($0.0)")) }
  }

  @Test func resultsNeedNotBeFiles() throws {
    let shape = ToolShape.all[0]
    var options = JoinOptions(
      requests: ScanOptions(inputs: [.bytes(Array(shape.request("a").utf8), name: "in")]),
      results: [.bytes(Array((shape.answered("a") + "\n" + shape.answered("b")).utf8), name: "out")]
    )
    options.output = scratch.place("table")
    options.columns = columns([("id", "out.custom_id")])
    options.listsIDs = true
    let said = Mutex<[String]>([])
    options.onMessage = { text in said.withLock { $0.append(text) } }
    let report = try Join(options).execute()
    #expect(report.answered == 1 && report.surplus == 1)
    #expect(try scratch.text("table") == "id\na\n")
    #expect(said.withLock { $0 } == ["surplus: out:2: there is no request of 'b'"])
  }

  @Test(arguments: ToolShape.all) func everyShape(shape: ToolShape) throws {
    let requests = ["a", "b", "c", "d"].map(shape.request)
    let results = [
      shape.answered("surplus"), shape.failed("c"), shape.cutShort("b"), shape.answered("a"),
    ]
    let got = try join(requests, results, profile: shape.profile)
    let rows = got.text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    #expect(rows[0].joined(separator: ",") == Join.defaultColumns.joined(separator: ","))
    #expect(rows.dropFirst().map { $0[0] } == ["a", "b", "c", "d"])
    #expect(rows[1][2] == "Hi" && rows[1][3] == "stop" && rows[1][4] == "3" && rows[1][5] == "4")
    #expect(rows[2][3] == "length" && rows[2][6] == "")
    #expect(rows[3][6] == shape.code[...] && rows[3][7] != "")
    #expect(rows[4][6] == "no_result" && rows[4][1] == "")
    #expect(got.report.answered == 2 && got.report.failed == 1 && got.report.missing == 1)
    #expect(got.report.surplus == 1 && got.report.requests == 4)

    let own = try join(requests, results, profile: shape.profile) {
      $0.form = .jsonl
      $0.columns = columns([
        ("id", "req.custom_id"), ("text", "out and out:text()"), ("ok", "out and out:ok()"),
      ])
    }
    #expect(
      own.text == """
        {"id":"a","text":"Hi","ok":true}
        {"id":"b","text":"Hi","ok":true}
        {"id":"c","text":null,"ok":false}
        {"id":"d","text":null,"ok":null}

        """)
  }

  /// The id of the request, as it is: what a later attempt was marked with, too.
  @Test func attemptsBelongToTheirRequests() throws {
    let shape = ToolShape.all[0]
    let requests = ["a", "b-t2"].map(shape.request)
    let results = [shape.failed("a"), shape.answered("a-t2"), shape.answered("b")]
    let got = try join(requests, results) { $0.attempts = AttemptMark("-t{n}") }
    let rows = got.text.split(separator: "\n")
    #expect(rows.count == 3 && got.report.answered == 2 && got.report.surplus == 0)
    #expect(rows[1].hasPrefix("a,200,Hi,") && rows[2].hasPrefix("b-t2,200,Hi,"))
    let bad = try join(requests + ["{"], results) {
      $0.attempts = AttemptMark("-t{n}")
      $0.columns = columns([("id", "req.custom_id"), ("x", "out:text() == 'Hi'")])
      $0.lines.onError = .skip
    }
    #expect(bad.text == "id,x\na,true\nb-t2,true\n" && bad.report.rejected == 1)
  }

  /// CSV as RFC 4180 has it: read again by a plain reader, over random texts.
  @Test(arguments: [false, true]) func anyTextComesBack(hasCRLF: Bool) throws {
    var numbers = SeededNumbers(hasCRLF ? 3 : 4)
    let parts = ["\"", ",", "\n", "\r\n", "a", "é", " ", "|", "<b>", "\\", "\t", "😀", "\u{0}"]
    for _ in 0..<60 {
      let texts = (0..<Int.random(in: 0...12, using: &numbers)).map { _ in
        (0..<Int.random(in: 0...6, using: &numbers)).map { _ in
          parts.randomElement(using: &numbers)!
        }.joined()
      }
      let requests = try texts.enumerated().map { number, text in
        let quoted = String(decoding: try JSONEncoder().encode([text]), as: UTF8.self)
        return
          #"{"custom_id":"r\#(number)","method":"POST","url":"/v1/responses","body":{"model":"m","input":\#(quoted)}}"#
      }
      let got = try join(requests, []) {
        $0.columns = columns([("id", "req.custom_id"), ("text", "body.input[1]")])
        $0.endsLinesWithCRLF = hasCRLF
      }
      let rows = Self.rows(of: got.text, end: hasCRLF ? "\r\n" : "\n")
      #expect(rows.first == ["id", "text"])
      #expect(
        rows.dropFirst().map { $0[1].unicodeScalars.map(\.value) }
          == texts.map { $0.unicodeScalars.map(\.value) })
      #expect(rows.dropFirst().map { $0[0] } == texts.indices.map { "r\($0)" })
    }
  }

  /// A reader of CSV that knows nothing but quotes.
  private static func rows(of text: String, end: String) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var field = String.UnicodeScalarView()
    var isQuoted = false
    var rest = Array(text.unicodeScalars)[...]
    while let scalar = rest.first {
      rest.removeFirst()
      if isQuoted {
        if scalar != "\"" {
          field.append(scalar)
        } else if rest.first == "\"" {
          field.append(scalar)
          rest.removeFirst()
        } else {
          isQuoted = false
        }
      } else if scalar == "\"" {
        isQuoted = true
      } else if scalar == "," {
        row.append(String(field))
        field.removeAll()
      } else if ([scalar] + rest.prefix(end.unicodeScalars.count - 1)).elementsEqual(
        end.unicodeScalars)
      {
        rest.removeFirst(end.unicodeScalars.count - 1)
        rows.append(row + [String(field)])
        (row, field) = ([], String.UnicodeScalarView())
      } else {
        field.append(scalar)
      }
    }
    return rows
  }

  @Test func markdownKeepsItsShape() throws {
    let request = ToolShape.all[0].request("a")
    let got = try join([request], []) {
      $0.form = .md
      $0.columns = columns([("a|b", "'x|y\\n<b>&\\\\'"), ("n", "1")])
    }
    #expect(got.text == "| a\\|b | n |\n|---|---|\n| x\\|y<br>&lt;b>&amp;\\\\ | 1 |\n")
  }

  @Test func aRowOfNothingIsARow() throws {
    let got = try join([ToolShape.all[0].request("a")], []) { $0.columns = columns([("x", "nil")]) }
    #expect(got.text == "x\n\"\"\n")
  }

  @Test func resultsOfAnyOrderFindTheirRequests() throws {
    var numbers = SeededNumbers(8)
    let shape = ToolShape.all[0]
    let ids = (0..<3000).map { "r\($0)" }
    let results = ids.filter { _ in Int.random(in: 0...9, using: &numbers) > 0 }
    let lines = results.shuffled(using: &numbers).map { id in
      shape.answered(id).replacing("Hi", with: "answer of \(id)")
    }
    let got = try join(ids.map(shape.request), lines)
    let there = Set(results)
    let rows = got.text.split(separator: "\n").dropFirst()
    #expect(rows.count == ids.count)
    for (id, row) in zip(ids, rows) {
      #expect(
        row.hasPrefix(there.contains(id) ? "\(id),200,answer of \(id)," : "\(id),,,,,,no_result,"))
    }
    #expect(got.report.missing == ids.count - results.count)
  }

  @Test func missingAndSurplusIdsAreListed() throws {
    let shape = ToolShape.all[0]
    final class Messages: @unchecked Sendable { var list: [String] = [] }
    let messages = Messages()
    _ = try join(
      [shape.request("a"), shape.request("b")], ["", shape.answered("c"), shape.answered("b")]
    ) {
      $0.listsIDs = true
      $0.onMessage = { messages.list.append($0) }
    }
    #expect(messages.list.count == 2)
    #expect(messages.list[0].hasSuffix("in.jsonl:1: there is no result of 'a'"))
    #expect(messages.list[1].hasSuffix("out.jsonl:2: there is no request of 'c'"))
  }

  @Test func aColumnThatFailsNamesItself() throws {
    let shape = ToolShape.all[0]
    do {
      _ = try join([shape.request("a")], []) { $0.columns = columns([("x", "out:text()")]) }
      Issue.record("no error")
    } catch let error as RunError {
      #expect(error.description.contains("--> --column x:1\n   1 | out:text()\n"))
      #expect(error.input?.customID == "a")
    }
    #expect(!FileManager.default.fileExists(atPath: scratch.path("table")))
    let got = try join([shape.request("a"), shape.request("b")], [shape.answered("b")]) {
      $0.columns = columns([("x", "out:text()")])
      $0.lines.onError = .skip
    }
    #expect(got.text == "x\nHi\n" && got.report.rejected == 1 && got.report.requests == 1)
    #expect(throws: RunError.self) {
      try join([], []) { $0.columns = columns([("x", "1"), ("x", "2")]) }
    }
  }
}
