import Foundation
import Testing

/// `-e` with an expression: what keeps a record, what drops it, what is an error.
struct ExpressionTests {
  let tool: Tool

  init() throws {
    tool = try Tool()
    let lines = [("a", #","n":150"#), ("b", #","n":50"#), ("c", "")].map { id, member in
      #"{"custom_id":"\#(id)","method":"POST","url":"/v1/x","body":{"list":[],"o":{}\#(member)}}"#
    }
    try tool.write(lines.map { $0 + "\n" }.joined(), to: "in.jsonl")
  }

  private func run(_ code: String, _ more: String...) throws -> Tool.Result {
    try tool.run(command: ["run", "--profile", "generic", "-e", code] + more + ["in.jsonl"])
  }

  private func kept(_ code: String) throws -> String {
    let result = try run(code)
    #expect(result.code == 0, "\(result.error)")
    let lines = result.output.split(separator: "\n")
    return lines.map { $0.dropFirst(14).prefix { $0 != "\"" } }.joined()
  }

  @Test(arguments: [
    ("body.n and body.n > 100", "a"), ("body.n ~= nil", "ab"), ("not body.n", "c"),
    ("body.n == nil or nil", "c"), ("true", "abc"), ("body.list", "abc"), ("body.o", "abc"),
    ("body.n and body.o", "ab"), ("req.custom_id ~= 'b', 5", "ac"), ("json.null", "abc"),
    ("body.n and req", "ab"), ("", "abc"), (" -- nothing", "abc"),
  ])
  func filtersByTruth(code: String, ids: String) throws { #expect(try kept(code) == ids) }

  @Test(arguments: [
    "print(req.custom_id)", "table.insert(body.list, 1)", "body.list:insert(1)",
    "(function() end)()", "do local _ = #body.list end",
  ])
  func callsWithoutValueAreStatements(code: String) throws { #expect(try kept(code) == "abc") }

  @Test(arguments: ["nil", "false", "body.nosuch", "body.n and nil"])
  func nothingKeepsNothing(code: String) throws {
    let result = try run(code)
    #expect(result.code == 0)
    #expect(result.output == "")
    #expect(
      result.error
        == "warning: every record was dropped (3): the expression gave false or nil for each\n")
  }

  @Test(arguments: [
    ("body.n", "a number"), ("#body.list", "a number"), ("req.custom_id", "a string"),
    ("req.custom_id:find('a')", "a number"), ("tostring(body.n)", "a string"),
  ])
  func numbersAndStringsAreErrors(code: String, kind: String) throws {
    let result = try run(code, "-o", "new.jsonl")
    #expect(result.code == 4)
    #expect(result.error.hasPrefix("error: the expression gave \(kind)"), "\(result.error)")
    #expect(result.error.contains("~= nil"))
    #expect(result.error.contains("\n  --> -e:1\n   1 | \(code)\n"))
    #expect(!tool.has("new.jsonl"))
  }

  @Test func aMethodThatIsNotCalled() throws {
    let result = try run("req.copy")
    #expect(result.code == 4)
    #expect(result.error.hasPrefix("error: the expression gave a function"), "\(result.error)")
  }

  @Test func recordsTakeItsPlace() throws {
    let code =
      #"body.n and batch.BatchRequestInput{custom_id=req.custom_id.."x",url="/v1/y",body={}}"#
    let result = try run(code)
    #expect(
      result.output
        == ["a", "b"].map {
          #"{"custom_id":"\#($0)x","method":"POST","url":"/v1/y","body":{}}"# + "\n"
        }.joined(), "\(result.error)")
    let two = try run(
      "{ req, batch.BatchRequestInput{custom_id='z'..req.line,url='/v1/y',body={}} }")
    #expect(two.output.split(separator: "\n").count == 6, "\(two.error)")
  }

  @Test func whatIsShownInTheHelp() throws {
    for page in [["--help"], ["run", "--help"]] {
      let help = try tool.run(command: page)
      for line in help.output.split(separator: "\n") {
        let parts = line.split(separator: "'", omittingEmptySubsequences: false)
        guard line.contains("batchlua run -e '"), parts.count == 3 else { continue }
        let result = try run(String(parts[1]))
        #expect(result.code == 0, "\(parts[1]): \(result.error)")
      }
    }
  }
}
