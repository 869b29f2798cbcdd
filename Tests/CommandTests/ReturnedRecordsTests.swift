import Foundation
import Testing

/// Records that transform returns are written behind the script, like those that it changes.
struct ReturnedRecordsTests {
  let tool: Tool
  private let lines = Tool.longRequests(3000)

  init() throws {
    tool = try Tool()
    try tool.write(lines.map { $0 + "\n" }.joined(), to: "in.jsonl")
  }

  /// A run of `code` as transform; `head` stands before it.
  private func run(_ code: String, head: String = "", _ options: String...) throws -> Tool.Result {
    try tool.write("\(head) function transform(r) \(code) end", to: "s.lua")
    return try tool.run(
      command: ["run"] + options + ["s.lua", "in.jsonl", "-o", "out.jsonl"], timeout: 60)
  }

  /// The `custom_id`s of the output.
  private func ids(_ code: String, head: String = "", jobs: String = "1") throws -> [String] {
    let result = try run(code, head: head, "--jobs", jobs)
    #expect(result.code == 0, "\(result.error)")
    return try tool.read("out.jsonl").split(separator: "\n").map { line in
      let rest = line.components(separatedBy: "\"custom_id\":")[1]
      return String(rest.split(separator: "\"").first { $0 != " " }!)
    }
  }

  /// The script goes on to the next record before what it returned is looked at.
  @Test func theyDoNotWait() throws {
    let result = try run(
      """
      if r.index == 5 then local c = r:copy() c.url = '/nowhere' return c end
      if r.index == 6 then batch.log.info('six') end
      """)
    #expect(result.code == 4)
    #expect(result.error.contains("in.jsonl:5, ") && result.error.contains("in.jsonl:6: six"))
  }

  /// In the order in which they were returned, whatever became of the records around them.
  @Test(arguments: ["1", "2"])
  func keepTheirPlaces(jobs: String) throws {
    let ids = try ids(
      """
      local n = r.index % 8
      if n == 0 then return end
      if n == 1 then return false end
      local a, b = r:copy(), r:copy()
      a.custom_id, b.custom_id = r.custom_id .. 'a', r.custom_id .. 'b'
      if n == 2 then return a, r, b end
      if n == 3 then return {b, a} end
      if n == 4 then return r end
      if n == 5 then return {} end
      local d = a:copy()
      d.custom_id = r.custom_id .. 'd'
      local new = batch.BatchRequestInput {
        custom_id = r.custom_id .. 'n', url = r.url, body = { model = 'm' } }
      if n == 6 then return a, {new, d}, b end
      r.body.x = 1
      return r, new
      """, head: "stateless = true", jobs: jobs)
    let ends = [
      [""], [], ["a", "", "b"], ["b", "a"], [""], [], ["a", "n", "d", "b"], ["", "n"],
    ]
    let expected = (1...3000).flatMap { n in ends[n % 8].map { "r\(n)\($0)" } }
    #expect(ids == expected)
  }

  /// Lua tables are written as they were when the record was returned; so are copies.
  @Test(arguments: [
    // One table in all of them.
    "T.n = r.index local c = r:copy() c.body.metadata = T return c",
    // Copies that are changed afterwards, mostly in the same chunk.
    """
    if L then L.custom_id = 'late' L.body.metadata.n = 0 L.body.metadata = nil end
    L = r:copy() L.body.metadata = {n = r.index} return L
    """,
    // The same, far behind.
    """
    ALL[#ALL + 1] = r:copy() local o = ALL[#ALL - 700]
    if o then o.body.metadata = {n = 'late'} end
    ALL[#ALL].body.metadata = {n = r.index} return ALL[#ALL]
    """,
    // The record itself.
    "if L then L.body.metadata.n = 'late' end L = r r.body.metadata = {n = r.index} return r",
    // One copy again and again.
    """
    C = C or r:copy() C.custom_id = r.custom_id C.body.metadata = {n = r.index} return C
    """,
    // One that shares the record's values.
    "local c = r:copy() c.body = r.body r.body.metadata = {n = r.index} return c",
  ])
  func areWrittenAsTheyWere(code: String) throws {
    let ids = try ids(code, head: "T, ALL = {}, {}")
    #expect(ids == (1...3000).map { "r\($0)" })
    let numbers = try tool.read("out.jsonl").split(separator: "\n").map { line in
      line.components(separatedBy: "\"metadata\":{\"n\":")[1].prefix { $0.isNumber }
    }
    #expect(numbers == (1...3000).map { "\($0)" })
  }

  /// A record of before is written as it is now, and as it was then.
  @Test func earlierRecords() throws {
    let ids = try ids(
      """
      local o = L
      L = r:copy()
      L.custom_id = r.custom_id .. 'c'
      if o and r.index % 100 == 0 then
        o.custom_id = o.custom_id .. 'again'
        return L, o
      end
      return L
      """)
    let expected = (1...3000).flatMap {
      $0 % 100 == 0 ? ["r\($0)c", "r\($0 - 1)cagain"] : ["r\($0)c"]
    }
    #expect(ids == expected)
  }

  /// One that holds Lua values since the record before.
  @Test func copiesOfTheRecordBefore() throws {
    let ids = try ids(
      """
      if r.index % 2 == 0 then return P end
      P = r:copy()
      P.body.metadata = {n = r.index}
      return false
      """)
    #expect(ids == stride(from: 1, to: 3000, by: 2).map { "r\($0)" })
    let output = try tool.read("out.jsonl").split(separator: "\n")
    #expect(output.last?.contains("\"metadata\":{\"n\":2999}") == true)
  }

  /// What cannot be written takes with it all that was returned with it.
  @Test func allOrNothing() throws {
    let result = try run(
      """
      local c, n = r:copy(), r.index % 100
      c.custom_id = r.custom_id .. 'c'
      if n == 3 then r.url = '/nowhere' return c, r end
      if n == 4 then c.body.f = { { print } } return r, c end
      if n == 5 then return c, c end
      if n == 6 then c.custom_id = 'r1' return r, c end
      if n == 7 then return c, 7 end
      if n == 8 then batch.reject('eight') return c end
      """, "--on-error", "quarantine", "--rejects", "bad.jsonl")
    #expect(result.code == 1)
    let bad = lines.indices.filter { (3...8).contains(($0 + 1) % 100) }
    #expect(try tool.read("bad.jsonl") == bad.map { lines[$0] + "\n" }.joined())
    let good = lines.indices.filter { !bad.contains($0) }
    #expect(try tool.read("out.jsonl") == good.map { lines[$0] + "\n" }.joined())
    let errors = try tool.read("bad.jsonl.errors.jsonl").split(separator: "\n").prefix(6)
    let parts = [
      #""code":"invalid_url""#, #""param":"body.f[1][1]""#, "custom_id 'r5c'", "custom_id 'r1'",
      "transform returned a number", "eight",
    ]
    for (index, (error, part)) in zip(errors, parts).enumerated() {
      #expect(error.contains(part) && error.contains("\"line\":\(index + 3),"), "\(error)")
    }
  }

  /// Once the script writes by itself, all stands where it was written.
  @Test(arguments: ["1", "2"])
  func beforeAndAfterEmittedOnes(jobs: String) throws {
    let ids = try ids(
      """
      local a, b = r:copy(), r:copy()
      a.custom_id, b.custom_id = r.custom_id .. 'a', r.custom_id .. 'b'
      if r.index % 500 == 0 then batch.emit(a) return b end
      return a, b
      """, head: "stateless = true", jobs: jobs)
    #expect(ids == (1...3000).flatMap { ["r\($0)a", "r\($0)b"] })
  }

  /// Lines that have come to much are written before there is more.
  @Test func manyLargeOnes() throws {
    let result = try run(
      """
      local t = {}
      for i = 1, 4 do
        t[i] = r:copy()
        t[i].custom_id = r.custom_id .. '-' .. i
        t[i].body.text = i % 2 == 0 and LONG or { LONG }
      end
      return t
      """, head: "LONG = ('x'):rep(10000)", "--max-memory", "64M")
    #expect(result.code == 0, "\(result.error)")
    #expect(result.memory < 200 << 20, "\(result.memory >> 20) MiB")
    let output = try tool.read("out.jsonl")
    #expect(output.split(separator: "\n").count == 12000)
  }

  /// Copies that nobody asks for again cost no memory.
  @Test(arguments: ["('x'):rep(10000)", "{('x'):rep(10000)}"])
  func copiesThatAreThrownAway(value: String) throws {
    let result = try run("for i = 1, 10 do r:copy().body.text = \(value) end")
    #expect(result.code == 0, "\(result.error)")
    #expect(result.memory < 64 << 20, "\(result.memory >> 20) MiB")
  }

  /// Like the lines that were read they are not counted for a script.
  @Test func copiesOfAllUnderALowLimit() throws {
    let result = try run(
      """
      local t = {}
      for i = 1, 20 do t[i] = r:copy() t[i].custom_id = r.custom_id .. '-' .. i end
      return t
      """, "--max-memory", "3M")
    #expect(result.code == 0, "\(result.error)")
  }

  /// Who keeps few of many copies keeps few chunks.
  @Test func fewThatAreKept() throws {
    let long = Tool.request("r").replacing("Hi", with: String(repeating: "y", count: 4000)) + "\n"
    try tool.write(String(repeating: long, count: 10000), to: "in.jsonl")
    let result = try run(
      """
      local c = r:copy()
      c.custom_id = 'r' .. r.index
      if r.index % 50 == 0 then KEPT[r.index] = c end
      return c
      """, head: "KEPT = {}")
    #expect(result.code == 0, "\(result.error)")
    #expect(result.memory < 48 << 20, "\(result.memory >> 20) MiB")
  }

  /// Messages of the thread that writes come between printed lines, not into them.
  @Test func printedLinesStayWhole() throws {
    let result = try run(
      """
      print('P', r.index)
      local c = r:copy()
      if r.index % 7 == 0 then c.custom_id = '' end
      return c
      """, "--on-error", "skip")
    let printed = result.error.split(separator: "\n").filter { $0.hasPrefix("P\t") }
    #expect(printed == (1...3000).map { "P\t\($0)" })
    #expect(result.error.split(separator: "\n").count { $0.hasPrefix("error: ") } == 10)
    #expect(result.error.hasSuffix(": \(3000 / 7) invalid_type\n"))
  }

  /// As a Lua list of them does.
  @Test(arguments: ["1", "2"])
  func arraysOfJSONAreLists(jobs: String) throws {
    try tool.write(#"{"items":[{"a":1},{"a" : 2}],"none":[]}"# + "\n", to: "rows.jsonl")
    try tool.write(
      """
      stateless = true
      function transform(row)
        batch.emit(row.items, row.none)
        row.items[2] = { a = 3 }
        row.items[3] = json.decode('{"a":4}')
        return row.items, row.none
      end
      """, to: "rows.lua")
    let result = try tool.run(command: [
      "run", "--type", "json", "--jobs", jobs, "rows.lua", "rows.jsonl",
    ])
    #expect(result.code == 0, "\(result.error)")
    let lines = [#"{"a":1}"#, #"{"a" : 2}"#, #"{"a":1}"#, #"{"a":3}"#, #"{"a":4}"#]
    #expect(result.output == lines.map { $0 + "\n" }.joined())
  }

  @Test func anElementThatIsNoRecordIsNamed() throws {
    let result = try run("return json.decode('[[1]]')")
    #expect(result.code == 4)
    #expect(result.error.contains("transform returned a JSON array; expected nothing"))
  }
}
