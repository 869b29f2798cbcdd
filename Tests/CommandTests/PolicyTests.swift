import Foundation
import Testing

/// `--on-error`, `--rejects`, `--max-errors` and `batch.reject`.
struct PolicyTests {
  let tool: Tool
  /// Lines of each kind that is bad: no JSON, no record, a script error, an invalid result.
  private let bad = [
    "{\"custom_id\": \"x\\", "[1]", Tool.request("raise"), Tool.request("invalid"),
    " { \"custom_id\" : \"raise\", \"url\":\"\", \"body\":{} }",
  ]

  init() throws {
    tool = try Tool()
    let good = (1...6).map { Tool.request("r\($0)") }
    let lines = zip(good, bad).flatMap { [$0, $1] } + [good[5]]
    try tool.write(lines.joined(separator: "\r\n") + "\r\n", to: "in.jsonl")
    try tool.write(
      """
      function transform(r)
        if r.custom_id == "raise" then error{code = "mine", message = "raised"} end
        if r.custom_id == "invalid" then r.url = "/nowhere" end
      end
      """, to: "s.lua")
  }

  private var good: String { Tool.requests(6) }

  private func errors(_ name: String) throws -> [[String: JSONText]] {
    try tool.read(name).split(separator: "\n").map {
      try JSONDecoder().decode([String: JSONText].self, from: Data($0.utf8))
    }
  }

  @Test func fail() throws {
    let result = try tool.run("s.lua", "in.jsonl", "-o", "out.jsonl")
    #expect(result.code == 4)
    #expect(tool.names == ["in.jsonl", "s.lua"])
  }

  @Test func skip() throws {
    let result = try tool.run("--on-error", "skip", "--summary", "s.lua", "in.jsonl")
    #expect(result.output == good)
    #expect(result.error.contains("read 11, written 6, dropped 0, rejected 5"), "\(result.error)")
    #expect(result.error.components(separatedBy: "error: ").count == 6, "\(result.error)")
    #expect(tool.names == ["in.jsonl", "s.lua"])
  }

  @Test func quarantine() throws {
    let result = try tool.run(
      "--on-error", "quarantine", "--rejects", "bad.jsonl", "s.lua", "in.jsonl", "-o", "out.jsonl")
    #expect(try tool.read("out.jsonl") == good)
    #expect(try tool.read("bad.jsonl") == bad.map { $0 + "\n" }.joined(), "\(result.error)")
    let errors = try errors("bad.jsonl.errors.jsonl")
    #expect(
      errors.map { $0["code"] } == [
        .string("invalid_json_line"), .string("invalid_type"), .string("mine"),
        .string("invalid_url"), .string("mine"),
      ])
    #expect(errors.map { $0["line"] } == [2, 4, 6, 8, 10].map { .integer($0) })
    #expect(errors.map { $0["param"] } == [.null, .null, .null, .string("url"), .null])
    #expect(errors[2]["message"] == .string("raised"))
    let keys: Set = ["code", "message", "param", "line", "file", "custom_id"]
    #expect(errors.allSatisfy { Set($0.keys) == keys })
    #expect(errors.allSatisfy { $0["file"] == .string("in.jsonl") })
    #expect(errors[0]["custom_id"] == .null && errors[2]["custom_id"] != .null)
  }

  @Test func manyRejectsAreCounted() throws {
    let code = "if req.index % 2 == 0 then batch.reject('no') else error('x', 0) end"
    let result = try tool.run(
      "--on-error", "skip", "-e", code, "-", input: Tool.requests(25))
    #expect(result.error.components(separatedBy: "the record is left out").count == 11)
    let total = "25 records were left out, the first 10 of them are shown above: "
    #expect(
      result.error.hasSuffix("warning: \(total)13 script_error, 12 rejected\n"), "\(result.error)")
  }

  @Test func rejectsWithoutTrouble() throws {
    let result = try tool.run(
      "--on-error", "quarantine", "--rejects", "bad.jsonl", "-e", "false", "-",
      input: Tool.requests(2))
    #expect(result.code == 0)
    #expect(try tool.read("bad.jsonl") == "")
    #expect(try tool.read("bad.jsonl.errors.jsonl") == "")
  }

  @Test func failureLeavesRejectsAsTheyWere() throws {
    try tool.write("old", to: "bad.jsonl")
    let result = try tool.run(
      "--on-error", "quarantine", "--rejects", "bad.jsonl", "--max-errors", "2", "s.lua",
      "in.jsonl", "-o", "out.jsonl")
    #expect(result.code == 4)
    #expect(try tool.read("bad.jsonl") == "old")
    #expect(tool.names == ["bad.jsonl", "in.jsonl", "s.lua"])
  }

  @Test func fewerErrorsThanMaxErrors() throws {
    let result = try tool.run(
      "--on-error", "skip", "--max-errors", "6", "s.lua", "in.jsonl")
    #expect(result.output == good)
  }

  @Test func rejectedByTheScript() throws {
    let code = "if req.custom_id == 'r2' then batch.reject('not wanted') end"
    let result = try tool.run(
      "--rejects", "bad.jsonl", "-e", code, "-", "-o", "out.jsonl", input: Tool.requests(3))
    #expect(try tool.read("out.jsonl") == Tool.requests(1) + Tool.requests(1, from: 3))
    #expect(try tool.read("bad.jsonl") == Tool.request("r2") + "\n")
    let errors = try errors("bad.jsonl.errors.jsonl")
    #expect(errors.map { $0["message"] } == [.string("not wanted")], "\(result.error)")
    #expect(errors.map { $0["line"] } == [.integer(2)])
  }

  /// What the file of errors has of a script that refuses the only record.
  private func reason(_ code: String) throws -> [JSONText?] {
    let result = try tool.run(
      "--on-error", "quarantine", "--rejects", "bad.jsonl", "-e", code, "-",
      input: Tool.requests(1))
    #expect(result.code == 1, "\(result.error)")
    let errors = try errors("bad.jsonl.errors.jsonl")
    return ["code", "message", "param"].map { errors.first?[$0] }
  }

  @Test func codeMessageAndParamOfAnErrorTable() throws {
    let all: [JSONText?] = [.string("c"), .string("m"), .string("p")]
    #expect(try reason("error{code = 'c', message = 'm', param = 'p'}") == all)
    #expect(try reason("error(batch.BatchError{code = 'c', message = 'm', param = 'p'})") == all)
    #expect(try reason("batch.reject{code = 'c', message = 'm', param = 'p'}") == all)
    let record = "batch.BatchError{code = 'c', message = 'm', param = 'p'}"
    #expect(try reason("batch.reject(\(record))") == all)
    #expect(
      try reason("error{code = 429, message = 'm'}") == [.string("429"), .string("m"), .null])
    #expect(
      try reason("batch.reject{message = 'm'}") == [.string("rejected"), .string("m"), .null])
    #expect(try reason("batch.reject(7)") == [.string("rejected"), .string("7"), .null])
  }

  @Test func rejectThenErrorConcernsOneRecord() throws {
    let code = "if req.custom_id == 'r1' then batch.reject('a') error('b') end"
    let result = try tool.run("--on-error", "skip", "-e", code, "-", input: Tool.requests(3))
    #expect(result.output == Tool.requests(2, from: 2))
  }

  @Test func rejectOutsideOfARecord() throws {
    try tool.write("function begin() batch.reject('x') end function transform() end", to: "b.lua")
    let result = try tool.run("b.lua", "-", input: Tool.requests(3))
    #expect(result.output == Tool.requests(3) || result.code == 4)
  }

  @Test func linesOfABadRecordAreTakenBack() throws {
    let code = """
      batch.emit(req) local c = req:copy() c.custom_id = c.custom_id .. 'x' batch.emit(c)
      if req.custom_id == 'r2' then error('late') end
      """
    let result = try tool.run("--on-error", "skip", "-e", code, "-", input: Tool.requests(3))
    let ids = result.output.split(separator: "\n").map { $0.split(separator: "\"")[3] }
    #expect(ids == ["r1", "r1x", "r3", "r3x"])
  }

  @Test func idsOfABadRecordAreFreeAgain() throws {
    let code =
      "if req.custom_id == 'r1' then batch.emit(req) error('x') else req.custom_id = 'r1' end"
    let result = try tool.run("--on-error", "skip", "-e", code, "-", input: Tool.requests(2))
    #expect(result.output == Tool.request("r1") + "\n")
  }

  @Test func emitThatFailedLeavesNothing() throws {
    let code = """
      local c = req:copy() c.url = '/nowhere'
      assert(not pcall(batch.emit, c)) batch.emit(req)
      """
    let result = try tool.run("-e", code, "-", input: Tool.requests(2))
    #expect(result.output == Tool.requests(2))
  }

  @Test func emitOfLists() throws {
    let code = """
      local function made(id) local c = req:copy() c.custom_id = id return c end
      batch.emit({ made("a"), made("b") }, made("c"), {})
      batch.emit({})
      """
    let result = try tool.run("-e", code, "-", input: Tool.requests(1))
    #expect(
      result.output == ["a", "b", "c"].map { Tool.request($0) + "\n" }.joined(), "\(result.error)")
  }

  @Test func emitOfAListThatFailsLeavesNothing() throws {
    let code = """
      local function made(id) local c = req:copy() c.custom_id = id return c end
      local list = {}
      for i = 1, 30 do list[i] = made("n" .. i) end
      list[31] = made("n5")
      assert(not pcall(batch.emit, list))
      assert(not pcall(batch.emit, made("n1"), {custom_id = "x"}))
      batch.emit(made("n5"), made("n30"), made("n1"))
      """
    let result = try tool.run("-e", code, "-", input: Tool.requests(1))
    #expect(
      result.output == ["n5", "n30", "n1"].map { Tool.request($0) + "\n" }.joined(),
      "\(result.error)")
  }

  @Test func emitOfAListOutsideOfRecords() throws {
    try tool.write(
      """
      function finish()
        local list = {}
        for i = 1, 20000 do
          list[i] = batch.BatchRequestInput{
            custom_id = "n" .. i, url = "/v1/responses", body = { input = "x" } }
        end
        batch.emit(list)
        list[3].custom_id = "n1"
        assert(not pcall(batch.emit, list[3]))
      end
      """, to: "g.lua")
    let result = try tool.run("g.lua")
    #expect(result.code == 0, "\(result.error)")
    #expect(result.output.split(separator: "\n").count == 20000)
  }

  @Test func emitOfManyRecords() throws {
    let code = """
      local list = {}
      for i = 1, 40 do list[i] = req:copy() list[i].custom_id = 'n' .. i end
      batch.emit(table.unpack(list))
      """
    let result = try tool.run("-e", code, "-", input: Tool.requests(1))
    #expect(result.output.split(separator: "\n").count == 40)
  }
}

/// A JSON scalar of a file of errors.
enum JSONText: Decodable, Equatable {
  case null, string(String), integer(Int)

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let number = try? container.decode(Int.self) {
      self = .integer(number)
    } else {
      self = .string(try container.decode(String.self))
    }
  }
}
