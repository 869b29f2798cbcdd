import Foundation
import Testing

/// The same script and input give the same bytes in each process, with any `--jobs`.
struct DeterminismTests {
  let tool: Tool

  init() throws {
    tool = try Tool()
    try tool.write(Tool.requests(600), to: "in.jsonl")
  }

  /// What `body`, the body of transform, writes in processes of their own.
  private func outputs(of body: String, stateless: Bool = true) throws -> Set<String> {
    try tool.write(
      """
      stateless = \(stateless)
      local words, objects = {}, {}
      for word in ("temperature seed user stop n top_p model store tools logprobs"):gmatch("%a+") do
        words[word] = #word
      end
      for i = 1, 100 do words["w" .. i * 7919 % 1000] = i end
      for i = 1, 9 do objects[i] = {} end
      tostring(words)
      function transform(r)
        local found = {}
        local function add(v) found[#found + 1] = tostring(v) end
        \(body)
        r.body.user = table.concat(found, " ")
      end
      """, to: "s.lua")
    var found: Set<String> = []
    for jobs in stateless ? [1, 1, 1, 2, 2, 3] : [1, 1, 1] {
      let result = try tool.run("--jobs", "\(jobs)", "s.lua", "in.jsonl")
      #expect(result.code == 0, "\(result.error)")
      #expect(result.output.split(separator: "\n").count == 600)
      found.insert(result.output)
    }
    return found
  }

  @Test(arguments: [
    "for k, v in pairs(words) do add(k) add(v) end",
    "for k in next, words do add(k) end",
    "local k repeat k = next(words, k) add(k) until not k",
    "local some = {[r.custom_id] = 1, x = 2, y = 3, z = 4} for k in pairs(some) do add(k) end",
    "add(next(json.copy(r.body))) for k in pairs(json.copy(r.json)) do add(k) end",
    "add(json.encode(words)) add(json.hash(words))",
    "add(select(2, pcall(json.encode, {}, {x = 1, y = 2, z = 3, u = 4, v = 5})))",
  ])
  func orderOfKeys(body: String) throws {
    #expect(try outputs(of: body).count == 1)
  }

  /// Keys that have no value of their own; also in other places of memory, which garbage takes.
  @Test(arguments: [
    "for i = 9, 1, -1 do keys[objects[i]] = i end",
    "for i = 1, 99 do garbage(i) keys[{}] = i end",
    "for i = 1, 99 do garbage(i) keys[function() return i end] = i end",
    "for i = 1, 99 do garbage(i) keys[coroutine.create(print)] = i end",
    "for i = 1, 9 do garbage(i) keys[json.decode('{}')] = i keys[r.copy and r:copy() or r] = -i end",
    "for _, k in ipairs{r.body.messages, r.body, r, r.body.messages[1]} do keys[k] = #words + 1 end",
    """
    for _, t in ipairs{_G, string, math, table, coroutine, batch, json} do
      for k, v in pairs(t) do if type(v) == "function" then keys[v] = k end end
    end
    """,
  ])
  func orderOfObjects(body: String) throws {
    let walk = """
      local keys = {}
      local function garbage(i)
        for j = 1, math.random(20) do words.garbage = {{}, function() return j end} end
        if i % 10 == 0 then collectgarbage() end
        words.garbage = nil
      end
      \(body)
      for _, v in pairs(keys) do add(v) end
      for _, v in next, keys do add(v) end
      """
    #expect(try outputs(of: walk).count == 1)
    #expect(try outputs(of: walk, stateless: false).count == 1)
  }

  @Test(arguments: [
    "add(objects[1]) add({}) add(objects[2]) add(print) add(add) add(words)",
    "add(('%s %p %p'):format(objects[r.index % 9 + 1], {}, 'text'))",
    "add(coroutine.create(print)) add(setmetatable({}, {__name = 'Named'}))",
    "add(select(2, pcall(error, 'x' .. tostring({}))))",
  ])
  func textsOfObjects(body: String) throws {
    #expect(try outputs(of: body).count == 1)
    #expect(try outputs(of: body, stateless: false).count == 1)
  }

  @Test func equalElementsOfASortedList() throws {
    let body = """
      local list = {}
      for i = 1, 500 do list[i] = {i < 250 and i or 500 - i, i} end
      table.sort(list, function(a, b) return a[1] < b[1] end)
      for i = 1, 500 do add(list[i][2]) end
      """
    #expect(try outputs(of: body).count == 1)
  }

  @Test(arguments: ["add(math.random(1 << 40))", "math.randomseed() add(math.random(1 << 40))"])
  func randomNumbers(body: String) throws {
    #expect(try outputs(of: body).count == 1)
    #expect(try outputs(of: body, stateless: false).count == 1)
  }

  /// Nor do the messages of a run, in which errors show values.
  @Test func messages() throws {
    try tool.write(
      """
      function transform(r)
        if r.index % 3 == 0 then error(print) end
        if r.index % 3 == 1 then error{a = 1, b = 2, c = 3, d = 4} end
        r.body = {x = {y = function() end, z = function() end}}
      end
      """, to: "s.lua")
    var found: Set<String> = []
    for _ in 1...4 {
      let result = try tool.run(
        "--on-error", "quarantine", "--rejects", "bad.jsonl", "s.lua", "in.jsonl")
      #expect(result.code == 1)
      found.insert(result.error + (try tool.read("bad.jsonl.errors.jsonl")))
    }
    #expect(found.count == 1)
  }
}
