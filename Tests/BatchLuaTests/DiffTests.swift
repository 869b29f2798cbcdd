import BatchModel
import Foundation
import LazyJSON
import Testing

@testable import BatchLua

/// `Diff`: what differs between two files, and nothing else.
@Suite struct DiffTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func diff(
    _ old: [String], _ new: [String], _ change: (inout DiffOptions) -> Void = { _ in }
  ) throws -> (text: String, report: DiffReport) {
    var options = DiffOptions(
      old: Path(try scratch.write(old.map { $0 + "\n" }.joined(), to: "a.jsonl")),
      new: Path(try scratch.write(new.map { $0 + "\n" }.joined(), to: "b.jsonl")))
    options.output = scratch.place("diff")
    change(&options)
    let report = try Diff(options).execute()
    let folder = scratch.folder.path + "/"
    return (try scratch.text("diff").replacing(folder, with: ""), report)
  }

  private func line(_ id: String, _ body: String = #"{"n":1}"#) -> String {
    #"{"custom_id":"\#(id)","body":\#(body)}"#
  }

  @Test func inputsNeedNotBeFiles() throws {
    func input(_ lines: [String], _ name: String) -> RunInput {
      .bytes(Array(lines.map { $0 + "\n" }.joined().utf8), name: name)
    }
    var options = DiffOptions(
      old: input([line("a"), line("b")], "old"),
      new: input([line("b", #"{"n":2}"#), line("c")], "new"))
    options.output = scratch.place("diff")
    let report = try Diff(options).execute()
    #expect(report.added == 1 && report.removed == 1 && report.changed == 1 && report.moved == 0)
    #expect(
      try scratch.text("diff")
        == "- a  old:1\n~ b  old:2 -> new:1\n    body.n: 1 -> 2\n+ c  new:2\n")
  }

  @Test func recordsAreAddedRemovedMovedAndChanged() throws {
    let old = ["a", "b", "c", "d", "e"].map { line($0) }
    let new = [line("a"), line("e"), line("b"), line("x"), line("c", #"{"n":2}"#)]
    let got = try diff(old, new)
    #expect(
      got.text == """
        ~ c  a.jsonl:3 -> b.jsonl:5
            body.n: 1 -> 2
        - d  a.jsonl:4
        > e  a.jsonl:5 -> b.jsonl:2
        + x  b.jsonl:4

        """)
    #expect(got.report.summary == "records 5 and 5: added 1, removed 1, moved 1, changed 1")
    #expect(!got.report.isSame)
  }

  @Test func jsonIsOneObject() throws {
    let got = try diff([line("a"), line("b")], [line("a", #"{"n":"\u00e9"}"#)]) {
      $0.format = .json
    }
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(got.text.utf8)) as? [String: Any])
    #expect(object["changed"] as? Int == 1 && object["removed"] as? Int == 1)
    #expect(object["added"] as? Int == 0 && object["moved"] as? Int == 0)
    let list = try #require(object["differences"] as? [[String: Any]])
    #expect(list.map { $0["kind"] as? String } == ["changed", "removed"])
    let members = try #require(list[0]["members"] as? [[String: Any]])
    #expect(members[0]["path"] as? String == "body.n")
    #expect(members[0]["old"] as? String == "1" && members[0]["new"] as? String == #""\u00e9""#)
    let empty = try diff([], []) { $0.format = .json }
    #expect(
      empty.text
        == #"{"differences":[],"old":0,"new":0,"added":0,"removed":0,"moved":0,"changed":0}"# + "\n"
    )
  }

  @Test func blanksOrderAndSpellingDoNotCount() throws {
    let old = [#"{"custom_id":"a","body":{"x":1,"y":["é",1.50]}}"#]
    let new = [#" { "body" : {"y":["\u00E9", 1.5e0],"x":1} , "custom_id":"\u0061" } "#]
    #expect(try diff(old, new).report.isSame)
    let bytes = try diff(old, new) { $0.comparesBytes = true }
    #expect(bytes.report.changed == 1)
    #expect(bytes.text.contains("the values are the same"))
    #expect(try diff(old, old) { $0.comparesBytes = true }.report.isSame)
  }

  /// As a line end has it that is complete.
  @Test func aReturnAtTheEndOfAFileIsNoByteOfALine() throws {
    let text = line("a") + "\n" + line("b")
    let paths = ["\r", "\r\n", "\n", ""].map { end in
      (end, "f\(end.utf8.count)\(end.first == "\r")")
    }
    for (end, name) in paths { _ = try scratch.write(text + end, to: name) }
    for (_, old) in paths {
      for (_, new) in paths {
        var options = DiffOptions(old: scratch.place(old), new: scratch.place(new))
        options.comparesBytes = true
        options.output = scratch.place("diff")
        #expect(try Diff(options).execute().isSame)
      }
    }
  }

  /// Ids, places, marks and what has moved: of files in any order.
  @Test(arguments: [60_000, 101_000]) func memoryIsBounded(count: Int) throws {
    var numbers = SeededNumbers(1)
    let ids = IDSet(isDense: true)
    let store = LineStore(framing: .jsonl)
    let lines = (0..<count).map { #"{"custom_id":"r\#($0)"}"# + "\n" }
    let path = Path(try scratch.write(lines.joined(), to: "new.jsonl"))
    let scan = try LineScan(ScanOptions(inputs: [path]))
    var moved = MovedLines()
    while let chunk = try scan.next() {
      try store.enter(chunk)
      for line in chunk.lines {
        let line = chunk.scanned(line)
        ids.insert(ids.key(line.bytes), at: try store.add(line))
      }
    }
    for (old, new) in (0..<count).shuffled(using: &numbers).enumerated() {
      moved.add(new: UInt32(new), old: 2 * old + 1)
    }
    let memory = ids.memory + store.memory + moved.memory
    #expect(memory <= 32 * count, "\(Double(memory) / Double(count))")
  }

  @Test func recordsOfOneIdAreComparedInTheirOrder() throws {
    let old = [line("a", "1"), line("a", "2"), line("a", "3")]
    #expect(try diff(old, old).report.isSame)
    let got = try diff(old, [line("a", "1"), line("a", "2")])
    #expect(got.text == "- a  a.jsonl:3\n")
    let many = (0..<3000).map { line("same", "\($0)") }
    #expect(try diff(many, many).report.isSame)
  }

  @Test func linesWithoutAnIdAreKnownByTheirBytes() throws {
    let got = try diff([#"{"x":1}"#, "oops", #"{"x":2}"#], ["oops", #"{"x":1}"#, #"{"x":3}"#])
    #expect(got.report.removed == 1 && got.report.added == 1 && got.report.moved == 1)
    #expect(got.text.contains("- (no id)  a.jsonl:3\n"))
  }

  @Test func expressionsNameRecords() throws {
    let old = [#"{"p":{"q":"x"},"v":1}"#, #"{"p":{"q":2},"v":1}"#]
    let new = [#"{"p":{"q":2},"v":2}"#, #"{"p":{"q":"x"},"v":1}"#]
    let got = try diff(old, new) { $0.key = LuaExpression("req.p.q", name: "--by") }
    #expect(got.report.changed == 1 && got.report.moved == 1 && got.report.added == 0)
    #expect(got.text.contains("v: 1 -> 2"))
    #expect(throws: RunError.self) {
      try diff(old, new) { $0.key = LuaExpression("req.p.q.r.s", name: "--by") }
    }
  }

  @Test(arguments: ToolShape.all) func everyShapeIsKnownByItsId(shape: ToolShape) throws {
    let old = ["a", "b"].map(shape.request) + ["c", "d"].map(shape.answered)
    let new = [old[1], old[0], old[2], shape.failed("d")]
    let got = try diff(old, new) { $0.old.profile = shape.profile }
    #expect(got.report.moved == 1 && got.report.changed == 1 && got.report.added == 0)
  }

  @Test func hostileTextsStayText() throws {
    let got = try diff(
      [line("\\u001b[2J\\n+ x", #""\u001b[31m\n""#)], [line("\\u001b[2J\\n+ x", "2")])
    #expect(!got.text.contains("\u{1B}"))
    #expect(got.text.split(separator: "\n").count == 2)
    let colored = try diff([line("a", "1")], [line("a", "2")]) { $0.isColored = true }
    #expect(colored.text.contains("\u{1B}[31m1\u{1B}[0m -> \u{1B}[32m2\u{1B}[0m"))
  }

  @Test func longValuesAreCutAroundTheDifference() throws {
    let head = String(repeating: "x", count: 500)
    let got = try diff([line("a", "\"\(head)old\"")], [line("a", "\"\(head)new\"")])
    #expect(got.text.contains("xxold\" -> …xxx") && got.text.utf8.count < 200)
  }

  // MARK: Members

  private func paths(_ old: String, _ new: String) throws -> [String] {
    try #require(Difference.members(old: Array(old.utf8), new: Array(new.utf8))).map {
      "\($0.path) \($0.old ?? "-") \($0.new ?? "-")"
    }
  }

  @Test func pathsOfMembers() throws {
    #expect(try paths(#"{"a":{"b":[1,{"c":2}]}}"#, #"{"a":{"b":[1,{"c":3}]}}"#) == ["a.b[2].c 2 3"])
    #expect(try paths(#"{"a b":1,"x":2}"#, #"{"x":2,"0":1}"#) == [#"["a b"] 1 -"#, #"["0"] - 1"#])
    #expect(try paths("[1,2,3]", "[0,1,2,3]") == ["[1] - 0"])
    #expect(try paths("[1,2,3]", "[1,3]") == ["[2] 2 -"])
    #expect(try paths("[1,1]", "[1,1,1]") == ["[3] - 1"])
    #expect(try paths(#"{"a":1,"a":2}"#, #"{"a":2}"#) == [])
    #expect(try paths("1", "1.0") == [] && paths("1", "2") == [" 1 2"])
    #expect(try paths("12345678901234567890", "12345678901234567891").count == 1)
    #expect(try paths(#"{"a":null}"#, "{}") == ["a null -"])
    #expect(try paths(#"{"a":[]}"#, #"{"a":{}}"#) == ["a [] {}"])
    #expect(Difference.members(old: Array("{".utf8), new: []) == nil)
  }

  /// Deep values take no time that doubles with each level.
  @Test func deepValuesAreCompared() throws {
    let depth = 900
    func nested(_ inner: String) -> String {
      String(repeating: "[", count: depth) + inner + String(repeating: "]", count: depth)
    }
    #expect(try paths(nested("1"), nested("2")).count == 1)
  }

  @Test func objectsWithManyMembersAreCompared() throws {
    let keys = (0..<500).map { "k\($0)" }
    let old = "{" + keys.map { "\"\($0)\":1" }.joined(separator: ",") + "}"
    let new =
      "{" + keys.reversed().map { "\"\($0)\":\($0 == "k7" ? 2 : 1)" }.joined(separator: ",") + "}"
    #expect(try paths(old, new) == ["k7 1 2"])
  }
}
