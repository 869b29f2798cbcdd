import Foundation
import Testing

/// Memory of the process: bounded whatever the size of the file.
struct MemoryTests {
  private static let limit = 64 << 20

  @Test func doesNotGrowWithTheFile() throws {
    let tool = try Tool()
    let text = String(repeating: "x", count: 2000)
    let lines = (1...20000).map { Tool.request("r\($0)").replacing("Hi", with: text) + "\n" }
    try tool.write(lines.joined(), to: "in.jsonl")
    let code = "body.model = 'm' body.metadata = {a = 'b'} body.store = true"
    let result = try tool.run("-e", code, "in.jsonl", "-o", "/dev/null", timeout: 60)
    #expect(result.code == 0)
    #expect(result.memory < Self.limit, "\(result.memory >> 20) MiB")
  }

  /// Kept in a table, records cost their bytes and at most 600 more each: as they were read, or
  /// edited.
  @Test(arguments: [
    "ALL[#ALL + 1] = r",
    "r.body.model = 'gpt-5-mini' r.body.max_tokens = 5 ALL[#ALL + 1] = r",
    "for k in pairs(r.body) do N = k end ALL[#ALL + 1] = r",
  ])
  func keptRecordsCostLittleMoreThanTheirBytes(code: String) throws {
    let tool = try Tool()
    let text = String(repeating: "x", count: 1800)
    let lines = (1...40000).map { Tool.request("r\($0)").replacing("Hi", with: text) + "\n" }
    let file = lines.joined()
    try tool.write(file, to: "in.jsonl")
    try tool.write("ALL = {} function transform(r) \(code) end", to: "keep.lua")
    let none = try tool.run("-e", "true", "in.jsonl", "-o", "/dev/null", timeout: 60)
    let all = try tool.run("keep.lua", "in.jsonl", "-o", "/dev/null", timeout: 60)
    #expect(none.code == 0 && all.code == 0)
    let cost = (all.memory - none.memory - file.utf8.count) / lines.count
    #expect(cost < 600, "\(cost) bytes a record")
  }

  @Test func decodedTextsComeFreeWithinARecord() throws {
    let code = "for _ = 1, 30000 do local _ = json.decode('{\"a\":[1,2,3]}').a end"
    let result = try Tool().run("-e", code, "-", input: Tool.requests(1))
    #expect(result.code == 0)
    #expect(result.memory < Self.limit, "\(result.memory >> 20) MiB")
  }

  /// A line costs no more where there are many before it: with half as much for each as it takes to
  /// look at all of them, these would take hours.
  @Test(arguments: [[], ["--jobs", "2"]]) func manyLinesOfOneCall(options: [String]) throws {
    let count = 200_000
    let tool = try Tool()
    try tool.write(
      """
      stateless = true
      function transform(r)
        for i = 1, \(count) do r.custom_id = "n" .. i batch.emit(r) end
        return false
      end
      """, to: "s.lua")
    let result = try tool.run(
      command: ["run", "s.lua", "-", "--summary", "-o", "/dev/null"] + options,
      input: Tool.requests(1), timeout: 60)
    #expect(result.code == 0, "\(result.error)")
    #expect(result.error.contains("written \(count)"), "\(result.error)")
  }
}

/// What records grow to leaves memory before the chunk that they were read in ends.
@Suite(.serialized)
struct GrowingRecordsTests {
  private static let count = 160
  /// Half a megabyte each: 80 MB of 10 KB of input.
  private static let grow = #"r.body.x = ("x"):rep(500000)"#
  /// All of it at once, with what a program takes by itself, would be more than 100 MB.
  private static let limit = 88 << 20

  private let tool: Tool

  init() throws {
    tool = try Tool()
    try tool.write(Tool.requests(Self.count), to: "in.jsonl")
  }

  @Test(arguments: [
    ("\(grow)", []), ("\(grow)", ["--on-error", "skip"]), ("\(grow)", ["--sandbox"]),
    ("\(grow) batch.emit(r)", []),
    ("local c = r:copy() c.custom_id = c.custom_id .. 'c' \(grow) return r, c", []),
    ("r.body.x = { ('x'):rep(500000) }", []),
    ("if LAST then LAST.body.n = r.index end LAST = r \(grow)", []),
  ])
  func leaveMemory(code: String, options: [String]) throws {
    try tool.write("LAST = nil function transform(r) \(code) end", to: "grow.lua")
    let result = try tool.run(
      command: ["run", "-q"] + options + ["grow.lua", "in.jsonl", "-o", "out.jsonl"], timeout: 60)
    #expect(result.code == 0, "\(result.error)")
    #expect(result.memory < 144 << 20, "\(result.memory >> 20) MiB")
    try checkIDs("out.jsonl")
  }

  @Test func leaveMemoryOfSeveralStates() throws {
    try tool.write("stateless = true function transform(r) \(Self.grow) end", to: "grow.lua")
    let result = try tool.run(
      "-q", "--jobs", "2", "grow.lua", "in.jsonl", "-o", "out.jsonl", timeout: 60)
    #expect(result.code == 0, "\(result.error)")
    #expect(result.memory < 144 << 20, "\(result.memory >> 20) MiB")
    try checkIDs("out.jsonl")
  }

  @Test func leaveMemoryOfReaders() throws {
    let script = """
      function begin()
        for r in batch.reader("in.jsonl") do
          \(Self.grow)
          assert(r.line == r.index)
          batch.emit(r)
        end
      end
      """
    try tool.write(script, to: "grow.lua")
    let result = try tool.run("-q", "grow.lua", "-o", "out.jsonl", timeout: 60)
    #expect(result.code == 0, "\(result.error)")
    #expect(result.memory < Self.limit, "\(result.memory >> 20) MiB")
    try checkIDs("out.jsonl")
  }

  @Test func theyAreCountedAndPlacedAsWithoutThat() throws {
    let code = #"body.x = ("x"):rep(500000) if req.index == 150 then error("here") end"#
    let result = try tool.run(
      "-q", "--on-error", "quarantine", "--rejects", "bad.jsonl", "-e", code, "in.jsonl", "-o",
      "out.jsonl", timeout: 60)
    #expect(result.code == 1)
    #expect(try tool.read("bad.jsonl") == Tool.request("r150") + "\n")
    #expect(try tool.read("bad.jsonl.errors.jsonl").contains(#""line":150"#))
    let count = try CommandRunner.run("wc -l < out.jsonl", in: tool.folder).output
    #expect(count == "\(Self.count - 1)\n")
  }

  private func checkIDs(_ name: String) throws {
    // Not in Swift: 80 MB take long without optimisation.
    let command = "cut -d '\"' -f 4 \(name) | grep -v c"
    let ids = try CommandRunner.run(command, in: tool.folder).output
    #expect(ids == (1...Self.count).map { "r\($0)\n" }.joined())
  }
}

/// Lines that are too long for the run or for the system.
@Suite(.serialized)
struct LongLineTests {
  private let tool: Tool

  init() throws {
    tool = try Tool()
    let long = Tool.request("r3").replacing("Hi", with: String(repeating: "y", count: 3 << 20))
    try tool.write(Tool.requests(2) + long + "\n" + Tool.requests(1, from: 4), to: "in.jsonl")
  }

  private static func message(_ name: String) -> String {
    "error: \(name):3: the line is longer than 1 MiB; --max-line SIZE takes longer ones\n"
  }

  @Test(arguments: [[], ["--sandbox"]])
  func endsTheRun(options: [String]) throws {
    let common = ["run", "--max-line", "1M", "-e", "true", "-o", "out.jsonl"] + options
    let file = try tool.run(command: common + ["in.jsonl"])
    #expect(file.code == 2 && file.error == Self.message("in.jsonl"))
    let pipe = try tool.run(command: common + ["-"], input: try tool.read("in.jsonl"))
    #expect(pipe.code == 2 && pipe.error == Self.message("standard input"))
    #expect(!tool.has("out.jsonl"))
  }

  @Test func holdsForPackedFilesAndReaders() throws {
    _ = try tool.run("-e", "true", "in.jsonl", "-o", "in.jsonl.gz")
    let packed = try tool.run("--max-line", "1M", "-e", "true", "in.jsonl.gz", "-o", "out.jsonl")
    #expect(packed.code == 2 && packed.error == Self.message("in.jsonl.gz"))
    try tool.write("function begin() for _ in batch.reader('in.jsonl.gz') do end end", to: "r.lua")
    let reader = try tool.run("--max-line", "1M", "r.lua", "-o", "out.jsonl")
    #expect(reader.code == 4)
    #expect(reader.error.contains("in.jsonl.gz:3: the line is longer than 1 MiB"))
  }

  @Test(arguments: ["csv", "text"]) func holdsForRowsAndTexts(framing: String) throws {
    let long = String(repeating: "y", count: 2 << 20)
    try tool.write("head\na\n\(long)\n", to: "rows")
    let result = try tool.run(
      "--max-line", "1M", "--from", framing, "--type", "json", "--to", "json", "-e", "true", "rows")
    #expect(result.code == 2)
    #expect(result.error.contains("rows:3: the ") && result.error.contains(" longer than 1 MiB;"))
    let name = framing == "csv" ? "csv" : "lines"
    try tool.write("function begin() for _ in batch.\(name)('rows') do end end", to: "r.lua")
    let reader = try tool.run("--max-line", "1M", "r.lua")
    #expect(reader.code == 4 && reader.error.contains("rows:3: the "))
  }

  @Test func theLimitIsForLinesAlone() throws {
    let result = try tool.run("--max-line", "4M", "-e", "true", "in.jsonl", "-o", "out.jsonl")
    #expect(result.code == 0)
    #expect(try tool.read("out.jsonl") == (try tool.read("in.jsonl")))
  }

  /// No pcall goes on after that. Of several states it is the first whose memory is refused, which
  /// need not be the one with the first record.
  @Test(arguments: [(["--jobs", "1"], "error: in.jsonl:1: "), ([], "error: in.jsonl:")])
  func refusedMemoryOfAValueEndsTheRun(options: [String], place: String) throws {
    let code = "local _ = pcall(json.decode, '[' .. ('1,'):rep(30000000) .. '1]') body.x = 1"
    let result = try tool.run(
      command: ["run"] + options + ["-e", code, "in.jsonl", "-o", "out.jsonl"], timeout: 60,
      through: ["/bin/sh", "-c", "ulimit -v 1200000; exec \"$@\"", "sh"])
    #expect(result.code == 4 && result.error.contains(place), "\(result.error)")
    #expect(result.error.contains("the system refuse"), "\(result.error)")
    #expect(!tool.has("out.jsonl"))
  }

  /// The limit on the address space stands for a machine whose memory is used up.
  @Test(arguments: [[], ["--sandbox"]])
  func refusedMemoryIsAnError(options: [String]) throws {
    let text = String(repeating: "z", count: 400 << 20)
    let line = Tool.request("r2").replacing("Hi", with: text)
    try tool.write(Tool.requests(1) + line, to: "big.jsonl")
    let result = try tool.run(
      command: ["run", "--max-line", "1G", "-e", "true"] + options
        + ["big.jsonl", "-o", "out.jsonl"],
      timeout: 60, through: ["/bin/sh", "-c", "ulimit -v 1200000; exec \"$@\"", "sh"])
    #expect(result.code == 4, "\(result.error)")
    #expect(result.error.contains("big.jsonl:") && result.error.contains("memory"))
    #expect(tool.names == ["big.jsonl", "in.jsonl"])
  }

  /// What a sandboxed run has follows from --max-memory, and that is what is said.
  @Test func theSandboxNamesItsOwnLimit() throws {
    let text = String(repeating: "z", count: 220 << 20)
    try tool.write(Tool.request("r1").replacing("Hi", with: text), to: "big.jsonl")
    let arguments = ["-e", "true", "big.jsonl", "-o", "out.jsonl"]
    let result = try tool.run(
      command: ["run", "--sandbox", "--jobs", "1", "--max-memory", "64M"] + arguments,
      timeout: 60)
    #expect(result.code == 4)
    #expect(
      result.error == """
        error: big.jsonl:1: no memory for the lines from here on: the sandboxed process may have \
        1.3 GiB, as the script's limit is 64 MiB; a larger one gives it more

        """)
    let more = try tool.run(
      command: ["run", "--sandbox", "--max-memory", "4G"] + arguments, timeout: 60)
    #expect(more.code == 0, "\(more.error)")
  }

  /// As little as a process may have: each says what is short, and none that it was taken over.
  @Test(arguments: 4...9) func fewDescriptors(count: Int) throws {
    try tool.write(Tool.requests(1), to: "in.jsonl")
    let result = try tool.run(
      command: ["run", "--sandbox", "-e", "true", "in.jsonl", "-o", "out.jsonl"],
      through: ["/bin/sh", "-c", "ulimit -n \(count); exec \"$@\"", "sh"])
    if result.code == 0 { return }
    #expect([2, 127].contains(result.code), "\(result.error)")
    let isSaid = result.error.hasSuffix(": too many files are open (ulimit -n)\n")
    #expect(isSaid || result.error.contains("shared libraries"), "\(result.error)")
    #expect(tool.names == ["in.jsonl"])
  }
}
