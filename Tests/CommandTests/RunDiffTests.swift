import Foundation
import Testing

/// `run --diff`: what a script makes of records, and nothing else.
@Suite struct RunDiffTests {
  private let tool: Tool

  init() throws {
    tool = try Tool()
    try tool.write(Tool.requests(30), to: "in.jsonl")
  }

  private static let script = """
    if req.custom_id == "r1" then return false end
    if req.custom_id == "r2" then return end
    if req.custom_id == "r3" then
      local copy = req:copy()
      copy.custom_id = "copy"
      return copy, req
    end
    body.model = "x"
    body.seed = 7
    """

  @Test(arguments: [[], ["--jobs", "1"]]) func eachRecordIsTold(options: [String]) throws {
    let result = try tool.run(
      command: ["run", "--diff=4"] + options + ["-e", Self.script, "in.jsonl", "-o", "out.jsonl"])
    #expect(result.code == 0)
    #expect(
      result.output == """
        - r1  in.jsonl:1
        + copy  in.jsonl:3
        ~ r4  in.jsonl:4
            body.model: "gpt-5" -> "x"
            body.seed: added 7

        """)
    #expect(result.error.contains("\ndry run: read 4, written 4, dropped 1, rejected 0;"))
    #expect(!tool.has("out.jsonl"))
  }

  /// A script that writes by itself is followed record by record.
  @Test func emittedRecordsAreTold() throws {
    let result = try tool.run(
      command: [
        "run", "--diff=2", "-e", "if req.custom_id == 'r2' then body.n = 1 batch.emit(req) end",
        "in.jsonl",
      ])
    #expect(result.output == "~ r2  in.jsonl:2\n    body.n: added 1\n")
  }

  @Test func whatNoRecordIsTheReasonForIsAdded() throws {
    try tool.write(
      """
      local function request(id)
        batch.emit(batch.BatchRequestInput{ custom_id = id, url = "/v1/responses", body = {} })
      end
      function begin() request("first") request("second") end
      function transform() end
      function finish() request("last") end
      """, to: "s.lua")
    let result = try tool.run("--diff=1", "s.lua", "in.jsonl")
    #expect(result.output == "+ first\n+ second\n+ last\n", "\(result.error)")
  }

  @Test func tenRecordsWithoutANumber() throws {
    let result = try tool.run("--diff", "-e", "body.n = 1", "in.jsonl")
    #expect(result.code == 0)
    #expect(result.output.split(separator: "\n").filter { $0.hasPrefix("~") }.count == 10)
    let all = try tool.run("--diff=100", "-e", "body.n = 1", "in.jsonl")
    #expect(all.output.split(separator: "\n").filter { $0.hasPrefix("~") }.count == 30)
    let nothing = try tool.run("--diff", "-e", "true", "in.jsonl")
    #expect(nothing.output.isEmpty && nothing.code == 0)
  }

  @Test func rowsAreToldAsTheyAre() throws {
    let result = try tool.run(
      "--diff=1", "--to", "csv", "-e", "return { id = req.custom_id }", "in.jsonl")
    #expect(result.code == 0 && result.output.hasPrefix("~ r1  in.jsonl:1\n    the value: "))
    #expect(result.output.contains(" -> r1\n"))
  }

  /// The differences of a sealed process are those of any other one.
  @Test func aSandboxTellsTheSame() throws {
    let script = """
      if req.custom_id == "r2" then return false end
      body.model = ("long "):rep(1 << 19) .. req.custom_id
      body.more = { 1, 'x' }
      return { req, batch.BatchRequestInput{ custom_id = "x" .. req.custom_id, method = "POST",
        url = req.url, body = {} } }
      """
    try tool.write("function transform(req) local body = req.body \(script) end", to: "s.lua")
    let open = try tool.run("--diff", "s.lua", "in.jsonl")
    let sealed = try tool.run("--diff", "--sandbox", "s.lua", "in.jsonl")
    #expect(open.code == 0 && sealed.code == 0, "\(sealed.error)")
    #expect(open.output == sealed.output)
    #expect(
      open.output.contains("- r2  in.jsonl:2\n") && open.output.contains("+ xr3  in.jsonl:3\n"))
    #expect(
      open.output.contains("body.more: added") && open.output.contains("body.model: \"gpt-5\" -> "))
  }

  @Test func whatDoesNotGoTogether() throws {
    #expect(try tool.run("--diff=0", "-e", "true", "in.jsonl").code == 2)
    let failing = try tool.run("--diff", "-e", "error('x')", "in.jsonl")
    #expect(failing.code == 4 && failing.output.isEmpty)
  }
}
