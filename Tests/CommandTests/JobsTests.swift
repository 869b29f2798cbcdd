import Foundation
import Testing

/// `--jobs`: several states of a script, one output.
struct JobsTests {
  let tool: Tool

  init() throws {
    tool = try Tool()
    let text = String(repeating: "x", count: 900)
    let lines = (1...2000).map { Tool.request("r\($0)").replacing("Hi", with: text) + "\n" }
    try tool.write(lines.joined(), to: "in.jsonl")
    try tool.write(
      "stateless = true function transform(r) r.body.user = {r.custom_id} end", to: "plain.lua")
    // Each way a record can go.
    try tool.write(
      """
      stateless = true
      function transform(r)
        local n = r.index
        if n % 7 == 0 then return false end
        if n % 11 == 0 then error("eleven") end
        if n % 13 == 0 then r.url = "/nowhere" end
        if n % 17 == 0 then batch.reject("seventeen") end
        if n % 19 == 0 then
          local a = r:copy()
          a.custom_id = a.custom_id .. "-a"
          return a, r
        end
        if n % 23 == 0 then batch.emit(r) error("after") end
        if n % 29 == 0 then batch.emit(r) end
        if n % 31 == 0 then r.body.metadata = {m = r.body.messages[1]} end
        if n % 37 == 0 then r.body.copy = r.body.messages end
        if n % 41 == 0 then r.custom_id = "r1" end
      end
      """, to: "all.lua")
  }

  /// Everything that a run gives with this many states.
  private func everything(_ jobs: Int, _ script: String) throws -> [String] {
    let result = try tool.run(
      "--jobs", "\(jobs)", "--on-error", "quarantine", "--rejects", "bad.jsonl", "--summary",
      script, "in.jsonl", "-o", "out.jsonl")
    #expect(result.code == (script == "all.lua" ? 1 : 0), "\(result.error)")
    let summary = result.error.split(separator: "\n").last.map(String.init) ?? ""
    return [
      try tool.read("out.jsonl"), try tool.read("bad.jsonl"),
      try tool.read("bad.jsonl.errors.jsonl"),
      summary.components(separatedBy: " rejected")[0],
    ]
  }

  /// A worker whose lines have grown much waits for those before it, which are handed over last.
  @Test(arguments: [3, 4])
  func linesThatGrowMuch(jobs: Int) throws {
    let lines = (1...3800).map { Tool.request("r\($0)") + "\n" }
    try tool.write(lines.joined(), to: "grow.jsonl")
    try tool.write(
      """
      stateless = true
      local text = ("x"):rep(8000)
      function transform(r) r.body.user = text .. r.custom_id end
      """, to: "grow.lua")
    let one = try tool.run("grow.lua", "grow.jsonl", "-o", "one.jsonl")
    let many = try tool.run("--jobs", "\(jobs)", "grow.lua", "grow.jsonl", "-o", "many.jsonl")
    #expect((one.code, many.code) == (0, 0), "\(one.error)\(many.error)")
    #expect(try tool.read("one.jsonl") == tool.read("many.jsonl"))
  }

  @Test(arguments: ["plain.lua", "all.lua"])
  func sameBytesWithAnyNumber(script: String) throws {
    let one = try everything(1, script)
    #expect(one[0].count > 1_000_000)
    for jobs in [1, 2, 3, 8] { #expect(try everything(jobs, script) == one, "\(jobs)") }
  }

  /// The numbers of a record are its own, whichever state it comes to, and those of all records
  /// follow from the seed that the script sets.
  @Test func randomNumbersAreThoseOfTheRecord() throws {
    func output(_ jobs: Int, seed: String) throws -> [String] {
      try tool.write(
        """
        stateless = true
        \(seed)
        function transform(r) r.body = {n = {math.random(1 << 40), math.random(1 << 40)}} end
        """, to: "s.lua")
      let result = try tool.run("--jobs", "\(jobs)", "s.lua", "in.jsonl")
      #expect(result.code == 0, "\(result.error)")
      return result.output.split(separator: "\n").map { $0.components(separatedBy: "\"n\":")[1] }
    }
    let one = try output(1, seed: "")
    #expect(Set(one).count == 2000)
    for jobs in [2, 3] { #expect(try output(jobs, seed: "") == one) }
    let seeded = try output(1, seed: "math.randomseed(7)")
    #expect(seeded != one)
    #expect(try output(2, seed: "math.randomseed(7)") == seeded)
  }

  @Test func theFirstErrorInTheOrderOfTheInputEndsTheRun() throws {
    try tool.write(
      """
      stateless = true
      function transform(r) if r.index == 700 or r.index == 1900 then error("bad") end end
      """, to: "s.lua")
    for _ in 1...5 {
      let result = try tool.run("--jobs", "3", "s.lua", "in.jsonl", "-o", "out.jsonl")
      #expect(result.code == 4)
      #expect(result.error.contains("in.jsonl:700, "), "\(result.error)")
      #expect(!tool.has("out.jsonl"))
    }
  }

  @Test func stopsAtTheRecordThatSaysSo() throws {
    try tool.write(
      "stateless = true function filter(r) if r.index == 900 then batch.stop() end return true end",
      to: "s.lua")
    let one = try tool.run("s.lua", "in.jsonl")
    let three = try tool.run("--jobs", "3", "s.lua", "in.jsonl")
    #expect(one.output.split(separator: "\n").count == 900)
    #expect(three.output == one.output)
  }

  /// Who looks at a record of an earlier chunk waits until that is written, and all before it, which
  /// may be handed over later.
  @Test(arguments: [3, 4])
  func aRecordOfAnEarlierChunkIsWaitedFor(jobs: Int) throws {
    try tool.write(
      """
      stateless = true
      local kept
      function transform(r)
        if r.index == 100 then
          for i = 1, 3000000 do end
          batch.stop()
        end
        kept = kept or r
        if r.index % 200 == 0 then assert(kept.body.model) end
      end
      """, to: "s.lua")
    let result = try tool.run("--jobs", "\(jobs)", "s.lua", "in.jsonl")
    #expect(result.code == 0, "\(result.error)")
    #expect(result.output.split(separator: "\n").count == 100)
  }

  /// Once, not by each state; and before all records or behind them.
  @Test func whatBeginAndFinishEmit() throws {
    try tool.write(
      """
      stateless = true
      local function emit(id)
        batch.emit(batch.BatchRequestInput{
          custom_id = id, url = "/v1/chat/completions", body = { model = "gpt-5" } })
      end
      emit("top")
      function begin() for i = 1, 3 do emit("begin-" .. i) end end
      function transform(r) r.body.user = r.custom_id end
      function finish() emit("finish") end
      """, to: "s.lua")
    let one = try tool.run("s.lua", "in.jsonl", "-o", "one.jsonl")
    #expect(one.code == 0, "\(one.error)")
    let text = try tool.read("one.jsonl")
    #expect(text.split(separator: "\n").count == 2005)
    for jobs in [2, 3] {
      let many = try tool.run("--jobs", "\(jobs)", "s.lua", "in.jsonl", "-o", "many.jsonl")
      #expect(many.code == 0, "\(many.error)")
      #expect(try tool.read("many.jsonl") == text)
      #expect(many.error == one.error)
    }
  }

  @Test(arguments: [
    ("function transform(r) end", 2, "does not set stateless = true"),
    ("stateless = true function transform(r) batch.writer('w.jsonl') end", 4, "use --jobs 1"),
    (
      "stateless = true function transform(r) if L then L.url = 'x' end L = r end", 4,
      "and no other"
    ),
  ])
  func whatTakesOneState(script: String, code: Int32, part: String) throws {
    try tool.write(
      "X = batch.BatchRequestInput{custom_id = 'x', url = '/v1/responses', body = {}} " + script,
      to: "s.lua")
    let result = try tool.run("--jobs", "2", "s.lua", "in.jsonl", "-o", "out.jsonl")
    #expect(result.code == code)
    #expect(result.error.contains(part), "\(result.error)")
    #expect(!tool.has("out.jsonl"))
  }

  /// A script that fails in all states but the first: there are more threads then.
  @Test(arguments: [("", 3), ("function begin()", 4)])
  func aStateThatCannotBeMade(head: String, code: Int32) throws {
    try tool.write(
      """
      stateless = true
      \(head)
        for line in batch.lines("/proc/self/status") do
          local threads = tonumber(line:match("^Threads:%s*(%d+)"))
          if threads and threads > 3 then error("one too many") end
        end
      \(head.isEmpty ? "" : "end")
      function transform(r) r.body.model = "m" end
      """, to: "s.lua")
    let result = try tool.run("--jobs", "3", "s.lua", "in.jsonl", "-o", "out.jsonl")
    #expect(result.code == code)
    #expect(result.error.contains("one too many\n  --> s.lua:5"), "\(result.error)")
    #expect(result.error.hasSuffix("  not all states could be made\n"), "\(result.error)")
    #expect(!tool.has("out.jsonl"))
  }

  @Test func takesANumberAboveZero() throws {
    let result = try tool.run("--jobs", "0", "plain.lua", "in.jsonl")
    #expect(result.code == 2)
    #expect(result.error.contains("--jobs takes a number from 1 to 256"))
  }
}
