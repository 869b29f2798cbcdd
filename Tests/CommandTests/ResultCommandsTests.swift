import Foundation
import Testing

/// `batchlua retry`, `join`, `merge` and `diff` as people and programs see them.
@Suite struct ResultCommandsTests {
  private let tool: Tool

  init() throws {
    tool = try Tool()
    try tool.write(Tool.requests(3), to: "in.jsonl")
    try tool.write(
      Self.answer("r1") + Self.answer("x") + Self.failure("r2", "slow", 429), to: "out.jsonl")
  }

  private static func answer(_ id: String) -> String {
    #"{"custom_id":"\#(id)","response":{"status_code":200,"body":{"choices":[{"message":"#
      + #"{"content":"of \#(id)"},"finish_reason":"stop"}]}},"error":null}"# + "\n"
  }

  private static func failure(_ id: String, _ code: String, _ status: Int) -> String {
    #"{"custom_id":"\#(id)","response":{"status_code":\#(status),"body":{"error":{"code":"\#(code)","#
      + #""message":"no"}}},"error":null}"# + "\n"
  }

  private func run(_ arguments: String..., input: String = "") throws -> Tool.Result {
    try tool.run(command: arguments, input: input)
  }

  private func ids(_ text: String) -> [Substring] {
    text.split(separator: "\n").map { $0.dropFirst(14).prefix { $0 != "\"" } }
  }

  @Test(arguments: ["retry", "join", "merge", "diff"])
  func theHelpBeginsWithAnExample(command: String) throws {
    let help = try run(command, "--help")
    #expect(help.code == 0)
    let examples = try #require(help.output.range(of: "Examples:\n  batchlua \(command) "))
    let options = try #require(help.output.range(of: "ARGUMENTS:"))
    #expect(examples.lowerBound < options.lowerBound)
  }

  // MARK: retry

  @Test func retrySaysHowManyOfWhich() throws {
    let result = try run("retry", "in.jsonl", "--results", "out.jsonl")
    #expect(result.code == 0)
    #expect(ids(result.output) == ["r2", "r3"])
    #expect(
      result.error
        == "requests 3, answered 1, failed 1, missing 1; written 2; "
        + "ids of results without a request 1\n")
    let quiet = try run("retry", "-q", "in.jsonl", "--results", "out.jsonl", "-o", "again.jsonl")
    #expect(quiet.code == 0 && quiet.error.isEmpty && quiet.output.isEmpty)
    #expect(try tool.read("again.jsonl") == result.output)
  }

  @Test func theRequestsMayComeFromAPipe() throws {
    let result = try run(
      "retry", "--results", "out.jsonl", "--only", "429", "-q", input: Tool.requests(2))
    #expect(result.code == 0 && ids(result.output) == ["r2"])
    let results = try tool.read("out.jsonl")
    let other = try run("retry", "in.jsonl", "--results", "-", "-q", input: results)
    #expect(ids(other.output) == ["r2", "r3"])
    #expect(try run("retry", "-", "--results", "-").code == 2)
  }

  @Test func nothingLeftIsNoFailure() throws {
    let all = (1...3).map { Self.answer("r\($0)") }.joined()
    try tool.write(all, to: "all.jsonl")
    let result = try run("retry", "in.jsonl", "--results", "all.jsonl", "-o", "again.jsonl")
    #expect(result.code == 0)
    #expect(try tool.read("again.jsonl").isEmpty)
  }

  @Test func theReportGoesWhereThereIsRoom() throws {
    let file = try run(
      "retry", "in.jsonl", "--results", "out.jsonl", "--format", "json", "-o", "again.jsonl")
    #expect(file.output.hasPrefix(#"{"requests":3,"answered":1,"#) && file.error.isEmpty)
    let stream = try run("retry", "in.jsonl", "--results", "out.jsonl", "--format", "json")
    #expect(ids(stream.output) == ["r2", "r3"] && stream.error.hasPrefix(#"{"requests":3,"#))
  }

  @Test(arguments: [
    (["retry", "in.jsonl"], "missing --results FILE"),
    (
      ["retry", "in.jsonl", "--results", "out.jsonl", "--grow", "2"], "--grow goes with --cut-short"
    ),
    (
      ["retry", "in.jsonl", "--results", "out.jsonl", "--cut-short", "--grow", "1"],
      "--grow takes a factor above 1"
    ),
    (["retry", "in.jsonl", "--results", "no.jsonl"], "there is no such file"),
    (["retry", "in.jsonl", "--results", "out.jsonl", "--profile", "x"], "there is no profile 'x'"),
    (["join", "in.jsonl", "--results", "out.jsonl", "--column", "x"], "--column takes NAME=EXPR"),
    (
      ["join", "in.jsonl", "--results", "out.jsonl", "--to", "md", "--crlf"],
      "--crlf goes with --to csv"
    ),
    (["join", "in.jsonl", "--results", "out.jsonl", "--to", "xls"], "--to takes csv, jsonl or md"),
    (["merge", "--ids", "some", "in.jsonl"], "--ids takes error, suffix, first or last"),
    (["diff", "in.jsonl"], "missing expected argument"),
    (["diff", "--by", " ", "in.jsonl", "in.jsonl"], "--by takes a Lua expression"),
    (["diff", "-", "-"], "given twice"),
  ])
  func usageIsExplained(arguments: [String], message: String) throws {
    let result = try tool.run(command: arguments)
    #expect(result.code == 2 && result.output.isEmpty)
    #expect(result.error.hasPrefix("error: ") && result.error.contains(message), "\(result.error)")
  }

  @Test(arguments: ["-v2{n}", "{n}", ""]) func suffixesThatCannotBeTold(suffix: String) throws {
    let result = try run(
      "retry", "in.jsonl", "--results", "out.jsonl", "--attempt-suffix", suffix)
    #expect(result.code == 2 && result.error.contains("no digit beside {n}"), "\(result.error)")
  }

  /// More files than the process may have descriptors.
  @Test func thereMayBeMoreFilesThanDescriptors() throws {
    for number in 1...150 {
      try tool.write(Tool.request("r\(number)") + "\n", to: "q\(number).jsonl")
      try tool.write(Self.answer("r\(number)"), to: "a\(number).jsonl")
    }
    for (command, lines) in [
      ("merge q*.jsonl", 150), ("merge --ids suffix q*.jsonl q*.jsonl", 300),
      ("merge a*.jsonl a*.jsonl", 150), ("retry q*.jsonl in.jsonl --results a*.jsonl", 0),
      ("join q*.jsonl --results a*.jsonl", 151), ("validate q*.jsonl", 0),
      ("run -e true q*.jsonl", 150),
    ] {
      let result = try CommandRunner.run("ulimit -n 64; batchlua \(command)", in: tool.folder)
      #expect(result.exitCode == 0, "\(command): \(result.errors)")
      #expect(result.output.split(separator: "\n").count == lines, "\(command)")
    }
  }

  // MARK: join

  @Test func aSuffixMayLookLikeAnOption() throws {
    try tool.write(Self.answer("r2-Later"), to: "later.jsonl")
    let result = try run(
      "join", "in.jsonl", "--results", "later.jsonl", "--attempt-suffix", "-Later", "-q")
    #expect(result.output.contains("\nr2,200,of r2-Later,"), "\(result.error)")
  }

  @Test func joinListsWhatIsMissing() throws {
    let result = try run(
      "join", "in.jsonl", "--results", "out.jsonl", "-v", "-Dp=>", "--column",
      "text=args.p .. (out and out:text() or '')")
    #expect(result.code == 0)
    #expect(result.output == "text\n>of r1\n>\n>\n")
    #expect(
      result.error == """
        missing: in.jsonl:3: there is no result of 'r3'
        surplus: out.jsonl:2: there is no request of 'x'
        requests 3, answered 1, failed 1, missing 1; ids of results without a request 1

        """)
  }

  @Test func aBadColumnEndsTheJoin() throws {
    let syntax = try run("join", "in.jsonl", "--results", "out.jsonl", "--column", "a=1 +")
    #expect(syntax.code == 3 && syntax.error.contains("--> --column a:1"))
    let failing = try run(
      "join", "in.jsonl", "--results", "out.jsonl", "-o", "t.csv", "--column", "a=out:text()")
    #expect(failing.code == 4 && failing.error.contains(#"input in.jsonl:3, custom_id "r3""#))
    #expect(!tool.has("t.csv"))
    let late = try run(
      "join", "in.jsonl", "--results", "out.jsonl", "--timeout", "0.2", "--column",
      "a=(function() while true do end end)()")
    #expect(late.code == 4 && late.error.contains("--timeout SECONDS gives each call more time"))
    let skipped = try run(
      "join", "in.jsonl", "--results", "out.jsonl", "--on-error", "skip", "--column",
      "a=out:text()")
    #expect(skipped.code == 1 && skipped.output == "a\nof r1\n\"\"\n")
  }

  // MARK: merge

  @Test func mergeTellsWhereAnIdWasUsed() throws {
    try tool.write(Tool.request("r2") + "\n", to: "more.jsonl")
    let result = try run("merge", "in.jsonl", "more.jsonl", "-o", "all.jsonl")
    #expect(result.code == 4 && result.error.contains("It was first used at in.jsonl:2."))
    #expect(!tool.has("all.jsonl"))
    let suffix = try run("merge", "--ids", "suffix", "in.jsonl", "more.jsonl")
    #expect(ids(suffix.output) == ["r1", "r2", "r3", "r2-2"])
    #expect(suffix.error == "requests 4, repeated 1, renamed 1, written 4\n")
  }

  @Test func mergeTakesPipesOfResults() throws {
    let result = try run(
      "merge", "out.jsonl", "-", input: Self.failure("x", "a", 500) + Self.answer("r2"))
    #expect(result.code == 0 && ids(result.output) == ["r1", "x", "r2"])
    #expect(result.output.contains("of x") && result.output.contains("of r2"))
    #expect(result.error == "results 5, repeated 2, written 3, answered 3\n")
  }

  // MARK: diff

  @Test func diffSaysWhetherFilesDiffer() throws {
    try tool.write(Tool.requests(3).replacing("gpt", with: "GPT"), to: "new.jsonl")
    let result = try run("diff", "in.jsonl", "new.jsonl")
    #expect(result.code == 1)
    #expect(result.output.hasPrefix("~ r1  in.jsonl:1 -> new.jsonl:1\n    body.model: "))
    #expect(result.error == "records 3 and 3: added 0, removed 0, moved 0, changed 3\n")
    let same = try run("diff", "in.jsonl", "in.jsonl")
    #expect(same.code == 0 && same.output.isEmpty)
    let json = try run("diff", "--format", "json", "-q", "in.jsonl", "-", input: Tool.requests(2))
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect(json.code == 1 && object["removed"] as? Int == 1 && json.error.isEmpty)
  }

  @Test func colourIsForTerminals() throws {
    try tool.write(Tool.requests(2), to: "new.jsonl")
    #expect(!(try run("diff", "in.jsonl", "new.jsonl")).output.contains("\u{1B}"))
    let colored = try run("diff", "--color", "always", "in.jsonl", "new.jsonl")
    #expect(colored.output == "\u{1B}[31m-\u{1B}[0m r3  in.jsonl:3\n")
    let file = try run("diff", "--color", "always", "in.jsonl", "new.jsonl", "-o", "d.txt")
    #expect(try file.code == 1 && !tool.read("d.txt").contains("\u{1B}"))
  }

  /// An output that is there stays when the command fails.
  @Test func outputsAreWholeOrNotAtAll() throws {
    try tool.write("old", to: "kept.jsonl")
    try tool.write(Tool.requests(2) + "{\n", to: "broken.jsonl")
    for command in [
      ["retry", "broken.jsonl", "--results", "out.jsonl"],
      ["join", "broken.jsonl", "--results", "out.jsonl"], ["merge", "broken.jsonl"],
    ] {
      let result = try tool.run(command: command + ["-o", "kept.jsonl"])
      #expect(result.code == 4 && result.error.contains("broken.jsonl:3"), "\(command)")
      #expect(try tool.read("kept.jsonl") == "old")
    }
    #expect(!tool.names.contains { $0.contains(".tmp") })
  }

  /// A million results would be held in 30 MB: here a tenth of them.
  @Test func memoryDoesNotGrowWithTheResults() throws {
    let count = 100_000
    let padding = String(repeating: "x", count: 300)
    try tool.write(Tool.requests(count), to: "many.jsonl")
    try tool.write(
      (1...count).map { Self.answer("r\($0)").replacing("of r", with: padding) }.joined(),
      to: "answers.jsonl")
    for command in [["retry"], ["join", "-o", "t.csv"]] {
      let result = try tool.run(
        command: command + ["many.jsonl", "--results", "answers.jsonl", "-q"], timeout: 120)
      #expect(result.code == 0)
      #expect(result.memory < 100 << 20, "\(command): \(result.memory)")
    }
  }

  @Test(arguments: ["retry", "join"], ["json", "BatchRequestOutput"])
  func theFirstFilesAreRequests(command: String, type: String) throws {
    let result = try tool.run(
      command: [command, "--type", type, "requests.jsonl", "--results", "results.jsonl"])
    #expect(result.code == 2 && result.output.isEmpty)
    #expect(
      result.error.hasPrefix("error: --type \(type): the files before --results are requests"))
  }

  /// As those of a run.
  @Test(arguments: ["retry", "join", "merge"])
  func brokenFramesHaveARemedy(command: String) throws {
    try tool.write(Tool.request("a") + ",\n", to: "comma.jsonl")
    let results = command == "merge" ? [] : ["--results", "out.jsonl"]
    let result = try tool.run(command: [command, "comma.jsonl"] + results)
    #expect(result.code == 4)
    #expect(
      result.error.contains("there is a comma behind the record; --from json passes over it"),
      "\(result.error)")
    let wanted = "(--on-error=skip or quarantine goes on past bad lines)\n"
    #expect(result.error.hasSuffix(wanted), "\(result.error)")
  }
}
