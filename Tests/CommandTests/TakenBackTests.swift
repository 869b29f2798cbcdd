import Foundation
import Testing

/// What a call has written that then fails goes with it, whoever catches the error: with one state
/// and with several, in parts and in columns.
struct TakenBackTests {
  private let tool: Tool
  private static let count = 200

  init() throws {
    tool = try Tool()
    try tool.write(Tool.requests(Self.count), to: "in.jsonl")
  }

  /// Calls that fail on their last record, and then one that does not.
  private static let script = """
    stateless = true
    local function made(r, id)
      local c = r:copy()
      c.custom_id = r.custom_id .. id
      return c
    end
    function transform(r)
      local bad, many = made(r, "-bad"), {}
      bad.url = "/nowhere"
      for i = 1, 30 do many[i] = made(r, "-" .. i) end
      local long = { table.unpack(many) }
      long[31] = bad
      assert(not pcall(batch.emit, bad))
      assert(not pcall(batch.emit, made(r, "-good"), bad))
      assert(not pcall(batch.emit, long))
      assert(not pcall(batch.emit, many, { many[1], bad }))
      assert(not pcall(batch.emit, many, print))
      batch.emit(many[1], { many[30] })
      return r
    end
    """

  private static let expected = (1...count).flatMap { number in
    ["r\(number)-1", "r\(number)-30", "r\(number)"].map { Tool.request($0) + "\n" }
  }

  @Test(arguments: [1, 2, 3])
  func linesBeforeTheOneThatFails(jobs: Int) throws {
    try tool.write(Self.script, to: "s.lua")
    let result = try tool.run("--jobs", "\(jobs)", "--summary", "s.lua", "in.jsonl")
    #expect(result.code == 0, "\(result.error)")
    #expect(result.output == Self.expected.joined())
    #expect(result.error.contains("written \(Self.expected.count)"), "\(result.error)")
  }

  /// The record fails as well: nothing of it is left, and its ids are free.
  @Test(arguments: [1, 2, 3])
  func recordsThatFailAfterwards(jobs: Int) throws {
    let late = "if r.index % 3 == 0 then error('late') end return r"
    try tool.write(Self.script.replacing("return r\n", with: late + "\n"), to: "s.lua")
    let result = try tool.run("--jobs", "\(jobs)", "--on-error", "skip", "s.lua", "in.jsonl")
    #expect(result.code == 1, "\(result.error)")
    let good = Self.expected.indices.filter { ($0 / 3 + 1) % 3 != 0 }
    #expect(result.output == good.map { Self.expected[$0] }.joined())
  }

  /// What does not count for a part does not fill it.
  @Test(arguments: [1, 2])
  func parts(jobs: Int) throws {
    try tool.write(Self.script, to: "s.lua")
    let result = try tool.run(
      "--jobs", "\(jobs)", "s.lua", "in.jsonl", "-o", "p{part}.jsonl", "--max-requests", "4")
    #expect(result.code == 0, "\(result.error)")
    let parts = Self.count * 3 / 4
    for part in 1...parts {
      let lines = Self.expected[4 * (part - 1)..<4 * part].joined()
      #expect(try tool.read("p\(part).jsonl") == lines)
    }
    #expect(!tool.has("p\(parts + 1).jsonl"))
  }

  /// Columns are those of the first row that stays.
  @Test(arguments: [1, 2])
  func columns(jobs: Int) throws {
    try tool.write(
      """
      stateless = true
      function transform(r)
        assert(not pcall(batch.emit, { other = 1, more = 2 }, print))
        assert(not pcall(batch.emit, { { other = 1 }, { other = print } }))
        batch.emit({ id = r.custom_id })
        return false
      end
      """, to: "s.lua")
    let result = try tool.run("--jobs", "\(jobs)", "--to", "csv", "s.lua", "in.jsonl")
    #expect(result.code == 0, "\(result.error)")
    #expect(result.output == "id\n" + (1...Self.count).map { "r\($0)\n" }.joined())
  }

  /// Nor does it stay where no record is at hand.
  @Test(arguments: ["", "begin", "finish"])
  func outsideOfRecords(hook: String) throws {
    let code = """
      local function made(id)
        return batch.BatchRequestInput {
          custom_id = id, url = "/v1/responses", body = { input = "x" } }
      end
      local many = {}
      for i = 1, 30 do many[i] = made("m" .. i) end
      assert(not pcall(batch.emit, many, made("")))
      assert(not pcall(batch.emit, many, made("m1")))
      batch.emit(made("m1"), many[30])
      """
    let body = hook.isEmpty ? code : "function \(hook)() \(code) end"
    try tool.write(body + "\nfunction transform() return false end", to: "s.lua")
    let result = try tool.run("s.lua", "in.jsonl")
    #expect(result.code == 0, "\(result.error)")
    let ids = result.output.split(separator: "\n").map { $0.split(separator: "\"")[3] }
    #expect(ids == ["m1", "m30"])
  }
}
