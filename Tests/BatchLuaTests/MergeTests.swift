import BatchLua
import Foundation
import Testing

/// `Merge`: one file of several, nothing lost.
@Suite struct MergeTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func merge(
    _ files: [[String]], profile: String = "openai",
    _ change: (inout MergeOptions) -> Void = { _ in }
  ) throws -> (lines: [String], report: MergeReport) {
    let paths = try files.enumerated().map { number, lines in
      Path(try scratch.write(lines.map { $0 + "\n" }.joined(), to: "in\(number).jsonl"))
    }
    var options = MergeOptions(inputs: ScanOptions(inputs: paths))
    options.inputs.profile = profile
    options.output = scratch.place("out.jsonl")
    change(&options)
    let report = try Merge(options).execute()
    let lines = try scratch.text("out.jsonl").split(separator: "\n").map(String.init)
    return (lines, report)
  }

  @Test(arguments: ToolShape.all) func theBestResultOfEachId(shape: ToolShape) throws {
    let first = [shape.failed("a"), shape.answered("b"), shape.failed("c"), shape.cutShort("d")]
    let second = [shape.failed("b"), shape.answered("a"), shape.failed("c"), shape.answered("d")]
    let got = try merge([first, second], profile: shape.profile)
    #expect(got.lines == [second[1], first[1], second[2], second[3]])
    #expect(got.report.areResults && got.report.read == 8 && got.report.repeated == 4)
    #expect(got.report.answered == 3 && got.report.written == 4)
  }

  @Test(arguments: ToolShape.all) func idsOfRequests(shape: ToolShape) throws {
    let (first, second) = (
      ["a", "b"].map(shape.request), ["b", "c", "b-2", "b"].map(shape.request)
    )
    #expect(throws: RunError.self) { try merge([first, second], profile: shape.profile) }
    let suffix = try merge([first, second], profile: shape.profile) { $0.ids = .suffix }
    #expect(suffix.lines == ["a", "b", "b-3", "c", "b-2", "b-4"].map(shape.request))
    #expect(suffix.report.renamed == 2 && suffix.report.repeated == 2)
    let kept = try merge([first, second], profile: shape.profile) { $0.ids = .first }
    #expect(kept.lines == ["a", "b", "c", "b-2"].map(shape.request))
    let last = try merge([first, second], profile: shape.profile) { $0.ids = .last }
    #expect(last.lines == ["a", "c", "b-2", "b"].map(shape.request))
    let unique = try merge([first, [second[1]]], profile: shape.profile)
    #expect(unique.lines == first + [second[1]])
  }

  @Test func kindsDoNotMix() throws {
    let shape = ToolShape.all[0]
    #expect(throws: RunError.self) { try merge([[shape.request("a")], [shape.answered("a")]]) }
    let got = try merge([[shape.request("a"), shape.answered("b"), "{}", "7"]]) {
      $0.lines.onError = .skip
    }
    #expect(got.lines == [shape.request("a")] && got.report.rejected == 3)
    let odd = #"{"custom_id":"c","status":"error","error_message":"boom"}"#
    #expect(try merge([[shape.answered("a"), odd]]).lines == [shape.answered("a"), odd])
  }

  /// Also of lines that are written when all have been read.
  @Test(arguments: MergeOptions.IDs.allCases) func rejectsStayAsTheyWere(ids: MergeOptions.IDs)
    throws
  {
    let rows = "custom_id,method,url,body\n a ,GET,/v1/responses,{}\n\"b\",GET,\"/v1\",5\n"
    let path = Path(try scratch.write(rows, to: "in.csv"))
    var options = MergeOptions(inputs: ScanOptions(inputs: [path]))
    options.inputs.framing = .csv
    options.type = .input
    options.ids = ids
    options.output = scratch.place("out.jsonl")
    options.lines.onError = .quarantine
    options.lines.rejects = scratch.place("bad.csv")
    let report = try Merge(options).execute()
    #expect(report.rejected == 2 && report.written == 0)
    #expect(try scratch.text("bad.csv") == rows)
    let pretty = "{\"custom_id\": \"a\",\n \"method\": \"GET\"}"
    options.inputs = ScanOptions(inputs: [Path(try scratch.write(pretty, to: "in.json"))])
    options.inputs.framing = .json
    try Merge(options).execute()
    #expect(try scratch.text("bad.csv") == pretty.replacing("\n", with: "") + "\n")
  }

  @Test func packedInputsAreReadASecondTime() throws {
    let shape = ToolShape.all[0]
    let path = scratch.path("r.jsonl")
    _ = try scratch.write(
      [shape.answered("a"), shape.failed("b")].joined(separator: "\n"), to: "r.jsonl")
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", path]
    try process.run()
    process.waitUntilExit()
    let other = Path(try scratch.write(shape.answered("b"), to: "other.jsonl"))
    var options = MergeOptions(inputs: ScanOptions(inputs: [Path(path + ".gz"), other]))
    options.output = scratch.place("out.jsonl")
    try Merge(options).execute()
    #expect(
      try scratch.text("out.jsonl") == shape.answered("a") + "\n" + shape.answered("b") + "\n")
  }
}
