import Foundation
import Testing

/// Lines are written behind the script, and come out as if each had been written at once.
struct WritingBehindTests {
  let tool: Tool
  private let lines = Tool.longRequests(3000)

  init() throws {
    tool = try Tool()
    try tool.write(lines.map { $0 + "\n" }.joined(), to: "in.jsonl")
  }

  /// The output of `code` as transform, which changes records after they are done.
  private func output(_ code: String) throws -> String {
    try tool.write("function transform(r) \(code) end", to: "s.lua")
    let result = try tool.run("s.lua", "in.jsonl", "-o", "out.jsonl")
    #expect(result.code == 0, "\(result.error)")
    return try tool.read("out.jsonl")
  }

  /// What a script does to a record after its transform does not reach its line.
  @Test(arguments: [
    // The one before, mostly in the same chunk.
    "if L then L.custom_id = 'late' end L = r",
    "if L then L.body.messages[1].content = 'late' end L = r",
    "if L then table.remove(L.body.messages) end L = r",
    // One that is with the other thread, or written.
    "ALL = ALL or {} ALL[#ALL + 1] = r local o = ALL[#ALL - 400] if o then o.custom_id = 'late' end",
    "ALL = ALL or {} ALL[#ALL + 1] = r local o = ALL[#ALL - 400] S = o and o.body.messages[1].content",
    "if r.index == 1 then A = r elseif r.index % 100 == 0 then A.body.model = 'late' end",
  ])
  func lateChangesDoNotCount(code: String) throws {
    #expect(try output(code) == lines.map { $0 + "\n" }.joined())
  }

  /// A Lua table is written as it is when transform ends.
  @Test func tablesAreWrittenAsTheyWere() throws {
    let text = try output("T = T or {} T.n = r.index r.body.metadata = T")
    let numbers = text.split(separator: "\n").map { line in
      line.components(separatedBy: "\"metadata\":{\"n\":")[1].prefix { $0.isNumber }
    }
    #expect(numbers == (1...3000).map { "\($0)" })
  }

  /// What a coroutine that is gone has assigned is written down by the state's own thread.
  @Test func tablesOfCoroutinesThatAreGone() throws {
    let text = try output(
      """
      local co = coroutine.wrap(function() r.body.metadata = {n = r.index} end)
      co()
      co = nil
      collectgarbage()
      local junk = {}
      for i = 1, 100 do junk[i] = {i, "text " .. i, {}} end
      """)
    #expect(text.split(separator: "\n").allSatisfy { $0.contains("\"metadata\":{\"n\":") })
  }

  /// A collection that falls due while a record ends the writing behind waits for the script.
  @Test(arguments: [
    "r.body.metadata = r.body.messages[1]", "batch.emit(r)",
    "coroutine.resume(coroutine.create(function() L.body.seed = 1 end))",
  ])
  func collectionsWaitForTheScript(code: String) throws {
    let lines = (1...20000).map {
      Tool.request("r\($0)").replacing("Hi", with: String(repeating: "y", count: 200)) + "\n"
    }
    try tool.write(lines.joined(), to: "in.jsonl")
    for at in stride(from: 14000, through: 20000, by: 300) {
      let text = try output(
        """
        K = K or {}
        if r.index % 500 == 0 then K[#K + 1] = r end
        if r.index == \(at) then \(code) end
        L = r
        """)
      #expect(text.split(separator: "\n").count == 20000)
    }
  }

  /// A value that stands in two records is written in both as it was each time.
  @Test func valuesThatRecordsShare() throws {
    let text = try output(
      """
      if r.index == 1 then B = r.body
      elseif r.index % 2 == 0 then r.body = B B.seed = r.index end
      """)
    for (index, line) in text.split(separator: "\n").enumerated() where index % 2 == 1 {
      #expect(line.contains("\"seed\":\(index + 1)}"), "\(line)")
    }
    #expect(text.split(separator: "\n")[0] == lines[0])
  }

  /// Once a script writes by itself, its lines stand where it wrote them.
  @Test func emittedLinesKeepTheirPlace() throws {
    let text = try output(
      """
      if r.index % 700 == 0 then
        local c = r:copy()
        c.custom_id = "extra" .. r.index
        batch.emit(c)
        batch.emit(r)
      end
      """)
    let ids = text.split(separator: "\n").map {
      $0.components(separatedBy: "\"custom_id\":")[1].split(separator: "\"")[0]
    }
    let expected = (1...3000).flatMap { $0 % 700 == 0 ? ["extra\($0)", "r\($0)"] : ["r\($0)"] }
    #expect(ids.map { $0.trimmingPrefix(" ") } == expected.map { Substring($0) })
  }

  /// A line that cannot be written comes before a later error of the script.
  @Test func theFirstErrorIsTheOneThatIsTold() throws {
    try tool.write(
      """
      function transform(r)
        if r.index == 5 then r.method = "GET" end
        if r.index == 6 then error("six") end
      end
      """, to: "s.lua")
    let result = try tool.run("s.lua", "in.jsonl", "-o", "out.jsonl")
    #expect(result.code == 4)
    #expect(result.error.contains("in.jsonl:5, ") && !result.error.contains("six"))
  }

  @Test func rejectsAreInTheOrderOfTheInput() throws {
    try tool.write(
      """
      function transform(r)
        if r.index % 100 == 5 then r.method = "GET" end
        if r.index % 100 == 6 then error("six") end
        if r.index % 100 == 7 then r.custom_id = "r1" end
      end
      """, to: "s.lua")
    let result = try tool.run(
      "--on-error", "quarantine", "--rejects", "bad.jsonl", "s.lua", "in.jsonl", "-o", "out.jsonl")
    #expect(result.code == 1)
    let bad = lines.indices.filter { (4...6).contains($0 % 100) }
    #expect(try tool.read("bad.jsonl") == bad.map { lines[$0] + "\n" }.joined())
  }

  /// What a script puts into a part of the record and takes out with it is not written, so that it
  /// may be anything.
  @Test func whatIsTakenOutIsNotLookedAt() throws {
    let text = try output(
      """
      local m = r.body.messages
      m[1] = {f = print, circle = m}
      r.body.messages = {m[2] or "none"}
      """)
    #expect(text.split(separator: "\n").allSatisfy { $0.contains(#""messages":["none"]"#) })
  }

  /// Lines that become a thousand times as long: their sum has no limit, nor waits in memory.
  @Test(arguments: zip(["", "return r"], ["1", "2"]))
  func linesThatGrowMuch(end: String, jobs: String) throws {
    try tool.write((1...900).map { Tool.request("r\($0)") + "\n" }.joined(), to: "in.jsonl")
    try tool.write(
      """
      stateless = true
      local pad = ("x"):rep(300000)
      function transform(r) r.body.metadata = {pad = pad} \(end) end
      """, to: "s.lua")
    let result = try tool.run(
      "--jobs", jobs, "--summary", "s.lua", "in.jsonl", "-o", "/dev/null")
    #expect(result.code == 0, "\(result.error)")
    #expect(result.error.contains("written 900, "), "\(result.error)")
  }
}
