import BatchModel
import Foundation
import Synchronization
import Testing

@testable import BatchLua

/// A script that stays loaded.
@Suite struct TransformerTests {
  private func options(_ script: String) -> RunOptions {
    var options = RunOptions(script: .source(script), inputs: [])
    options.recordType = .json
    return options
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test func whatTheScriptKeepsStays() async throws {
    let transformer = try await Transformer(
      options(
        """
        local sum = 0
        function transform(r) sum = sum + r.n r.sum = sum r.line = batch.current.line end
        function finish() return sum end
        """))
    var lines = try await transformer.transform(Array("{\"n\":1}\n\n{\"n\":2}".utf8)).lines
    #expect(text(lines) == "{\"n\":1,\"sum\":1,\"line\":1}\n{\"n\":2,\"sum\":3,\"line\":3}\n")
    lines = try await transformer.transform(Array("{\"n\":3}\n".utf8)).lines
    #expect(text(lines) == "{\"n\":3,\"sum\":6,\"line\":4}\n")
    lines = try await transformer.transform([]).lines
    #expect(lines == [])
    let (rest, summary) = try await transformer.finish()
    #expect(rest == [] && summary.result == 6 && summary.read == 3 && summary.written == 3)
    let error = await #expect(throws: RunError.self) { _ = try await transformer.transform([]) }
    #expect(error?.kind == .usage)
  }

  @Test func badRecordsAreGivenBack() async throws {
    let transformer = try await Transformer(
      options("function transform(r) if r.n == 2 then batch.reject('two') end r.n = r.n + 1 end"))
    let (lines, rejected) = try await transformer.transform(
      Array("{\"n\":1}\n{\n{\"n\":2}\n{\"n\":\"x\"}\n{\"n\":4}\n".utf8))
    #expect(text(lines) == "{\"n\":2}\n{\"n\":5}\n")
    #expect(rejected.map(\.error.line) == [2, 3, 4])
    #expect(rejected.map(\.error.code) == ["invalid_json_line", "rejected", "script_error"])
    let after = try await transformer.transform(Array("{\"n\":6}".utf8))
    #expect(text(after.lines) == "{\"n\":7}\n" && after.rejected.isEmpty)
  }

  @Test func requestsByValue() async throws {
    var options = options(
      """
      function transform(req)
        req.body.n = (req.body.n or 0) + 1
        if req.body.n == 3 then return nil end
        if req.body.n == 9 then batch.reject{ message = "nine", code = "nine" } end
        local other = req:copy()
        other.custom_id = req.custom_id .. "-2"
        return req, other
      end
      """)
    options.recordType = .detect
    let transformer = try await Transformer(options)
    let request = BatchRequestInput(
      customID: "a", url: .responses, body: ["n": 0, "t": .number("0.70")],
      additionalFields: ["more": [.null]])
    let given = try await transformer.transform(request)
    #expect(given.map(\.customID) == ["a", "a-2"])
    #expect(given[0].body == ["n": 1, "t": .number("0.70")])
    #expect(given[1].additionalFields == ["more": [.null]])
    let error = await #expect(throws: RunError.self) {
      _ = try await transformer.transform(
        BatchRequestInput(customID: "b", url: .responses, body: ["n": 8]))
    }
    #expect(error?.kind == .record && error?.record?.error.code == "nine")
    // An id that was used before is no different from that in a file.
    let twin = await #expect(throws: RunError.self) { _ = try await transformer.transform(request) }
    #expect(twin?.record?.error.code == "duplicate_custom_id")
    let next = try await transformer.transform(
      BatchRequestInput(customID: "c", url: .responses, body: [:]))
    #expect(next.count == 2)
  }

  /// Whole inputs too, at once or in pieces, give what a run gives.
  @Test(arguments: [1, 7, 1000, 30_000]) func piecesOfAnySize(size: Int) async throws {
    let count = 30_000
    let script = """
      local kept = {}
      function transform(r)
        kept[#kept + 1] = r
        if #kept > 10 then kept[#kept - 10].n = 0 table.remove(kept, 1) end
        r.list = { r.n, "x" }
        if r.n % 5 == 0 then return r, json.copy(r) end
      end
      """
    let all = (0..<count).map { #"{"n":\#($0),"s":"\#($0 % 13)"}"# + "\n" }
    let transformer = try await Transformer(options(script))
    var result: [UInt8] = []
    for start in stride(from: 0, to: size == 1 ? 3000 : count, by: size) {
      let piece = all[start..<min(count, start + size)].joined()
      result += try await transformer.transform(Array(piece.utf8)).lines
    }
    let input = all.prefix(size == 1 ? 3000 : count).joined()
    #expect(text(result) == (try HostRun(script, input).output))
  }

  @Test func whatBeginAndFinishEmitIsGiven() async throws {
    let transformer = try await Transformer(
      options(
        """
        local function emit(text) batch.emit(json.decode(text)) end
        function begin() emit('{"at":"begin"}') end
        function transform(r) end
        function finish() emit('{"at":"end"}') end
        """))
    let first = try await transformer.transform(Array("{}\n".utf8)).lines
    #expect(text(first) == "{\"at\":\"begin\"}\n{}\n")
    #expect(text(try await transformer.finish().lines) == "{\"at\":\"end\"}\n")
  }

  @Test func tasksTakeTurns() async throws {
    let transformer = try await Transformer(
      options("local n = 0 function transform(r) n = n + 1 r.seen = n end"))
    let seen = try await withThrowingTaskGroup { group in
      for number in 0..<200 {
        group.addTask {
          try JSONValue(
            json: try await transformer.transform(Array(#"{"n":\#(number)}"#.utf8)).lines)
        }
      }
      var seen: Set<Int> = []
      for try await value in group { seen.insert(value["seen"]?.intValue ?? 0) }
      return seen
    }
    #expect(seen == Set(1...200))
  }

  @Test func aScriptThatDoesNotLoad() async throws {
    let error = await #expect(throws: RunError.self) {
      _ = try await Transformer(options("function transform("))
    }
    #expect(error?.kind == .script)
    let other = await #expect(throws: RunError.self) {
      _ = try await Transformer(
        options("function begin() error('no') end function transform() end"))
    }
    #expect(other?.description.contains("no") == true)
  }

  /// Who calls one that hangs hears of it; who comes later finds the script loaded anew.
  @Test func aStuckCallIsLeftBehind() async throws {
    var options = options(
      """
      local n = 0
      function transform(r)
        n = n + 1
        r.seen = n
        if r.n == 2 then string.find(string.rep('a', 28), string.rep('a?', 28) .. 'b') end
      end
      """)
    options.timeout = 0.05
    let transformer = try await Transformer(options)
    _ = try await transformer.transform(Array("{\"n\":1}".utf8))
    let error = await #expect(throws: RunError.self) {
      _ = try await transformer.transform(Array("{\"n\":2}".utf8))
    }
    #expect(error?.kind == .stuck)
    let lines = try await transformer.transform(Array("{\"n\":1}".utf8)).lines
    #expect(text(lines) == "{\"n\":1,\"seen\":1}\n")
  }

  @Test func memoryThatIsUsedUpIsTheEndOfThatCall() async throws {
    var options = options(
      "local t = {} function transform(r) while r.n == 2 do t[#t + 1] = {} end r.kept = #t end")
    options.maxMemory = 16 << 20
    let transformer = try await Transformer(options)
    for _ in 1...2 {
      let lines = try await transformer.transform(Array("{\"n\":1}".utf8)).lines
      #expect(text(lines) == "{\"n\":1,\"kept\":0}\n")
      let error = await #expect(throws: RunError.self) {
        _ = try await transformer.transform(Array("{\"n\":2}".utf8))
      }
      #expect(error?.kind == .record && error?.code == "out_of_memory")
    }
  }

  // MARK: Calls by themselves

  /// What is wrong with the lines of a call is no matter of the script.
  @Test func linesThatCannotBeReadLeaveTheScript() async throws {
    var options = options("local n = 0 function transform(r) n = n + 1 r.seen = n end")
    options.maxLine = 1000
    let transformer = try await Transformer(options)
    let long = Array("{\"n\":\"\(String(repeating: "x", count: 2000))\"}\n".utf8)
    let much = (0..<50_000).map { _ in "{}" }.joined(separator: "\n") + "\n"
    let damaged: [UInt8] = [0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF]
    _ = try await transformer.transform(Array("{\"n\":1}".utf8))
    for bad in [damaged, long, Array("{}\n".utf8) + long, Array(much.utf8) + long] {
      let error = await #expect(throws: RunError.self) { _ = try await transformer.transform(bad) }
      #expect(error?.kind == .io)
    }
    let (lines, rejected) = try await transformer.transform(Array("{}".utf8))
    // The last of them had many lines in front, which the script has seen in chunks.
    let seen = try #require(try JSONValue(json: lines)["seen"]?.intValue)
    #expect(seen >= 2 && rejected.isEmpty)
  }

  /// Few lines and many are read alike.
  @Test(arguments: [1, 40_000]) func packedAndMarkedLines(count: Int) async throws {
    let transformer = try await Transformer(options("function transform(r) end"))
    let text = String(repeating: "{\"n\":1}\n", count: count)
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    #expect(try await transformer.transform(mark + Array(text.utf8)).lines == Array(text.utf8))
    for kind in Compression.allCases {
      var packed: [UInt8] = []
      try Array(text.utf8).withUnsafeBufferPointer { text in
        try Encoder(kind).write(text, finish: true) { packed += $0 }
      }
      #expect(try await transformer.transform(packed).lines == Array(text.utf8))
    }
  }

  @Test(arguments: [0, 1]) func aCancelledCallEnds(before: Int) async throws {
    let transformer = try await Transformer(
      options("local n = 0 function transform(r) n = n + 1 while r.n == 2 do end r.seen = n end"))
    for _ in 0..<before { _ = try await transformer.transform(Array("{\"n\":1}".utf8)) }
    let endless = Task { try await transformer.transform(Array("{\"n\":2}".utf8)) }
    try await Task.sleep(for: .milliseconds(50))
    let waiting = Task { try await transformer.transform(Array("{\"n\":1}".utf8)) }
    let other = Task { try await transformer.transform(Array("{\"n\":1}".utf8)).lines }
    try await Task.sleep(for: .milliseconds(50))
    // One that has not begun ends at once, though the one before it does not.
    waiting.cancel()
    var error = await #expect(throws: RunError.self) { _ = try await waiting.value }
    #expect(error?.kind == .cancelled)
    endless.cancel()
    error = await #expect(throws: RunError.self) { _ = try await endless.value }
    #expect(error?.kind == .cancelled)
    #expect(text(try await other.value) == "{\"n\":1,\"seen\":1}\n")
  }

  /// A call that ends by itself when it is cancelled leaves the script as it is.
  @Test func aCancelledCallLeavesTheScript() async throws {
    let task = Mutex<Task<Void, any Error>?>(nil)
    var options = options("n = 0 function transform(r) n = n + 1 cancel(n) r.seen = n end")
    options.functions = [
      ScriptFunction("cancel") { (n: Int) -> Void in
        if n >= 2 { task.withLock { $0?.cancel() } }
      }
    ]
    let transformer = try await Transformer(options)
    _ = try await transformer.transform(Array("{}".utf8))
    let line = "{\"n\":\"\(String(repeating: "x", count: 10_000))\"}\n"
    let upload = Array(String(repeating: line, count: 200).utf8)
    let new = Task { _ = try await transformer.transform(upload) }
    task.withLock { $0 = new }
    let error = await #expect(throws: RunError.self) { try await new.value }
    #expect(error?.kind == .cancelled)
    let lines = try await transformer.transform(Array("{}".utf8)).lines
    let seen = try #require(try JSONValue(json: lines)["seen"]?.intValue)
    #expect(seen > 2 && seen < 200)
  }

  /// What only a run has is refused, and so is trust that makes no sense.
  @Test(
    arguments: [
      { $0.isSandboxed = true }, { $0.head = 1 }, { $0.sample = 1 }, { $0.isDry = true },
      { $0.takesStandardInput = true },
      { $0.jobs = 2 }, { $0.hasNoInput = true }, { $0.rejects = "r.jsonl" }, { $0.maxErrors = 3 },
      { $0.inputs = ["in.jsonl"] }, { $0.output = .file("out.jsonl") }, { $0.maxBytes = 7 },
      { $0.onTimings = { _ in } },
      {
        $0.allowsIO = true
        $0.capabilities = []
      },
    ] as [@Sendable (inout RunOptions) -> Void])
  func optionsOfRuns(change: @Sendable (inout RunOptions) -> Void) async throws {
    var options = options("function transform(r) end")
    change(&options)
    let changed = options
    let error = await #expect(throws: RunError.self) { _ = try await Transformer(changed) }
    #expect(error?.kind == .usage)
  }

  /// Files of the script are in place when it has finished, and only then.
  @Test func filesOfTheScript() async throws {
    let scratch = try Scratch()
    var options = options(
      """
      local w
      function begin() w = batch.writer(args.path, { type = "json" }) end
      function transform(r) w:write(r) return false end
      """)
    options.definitions = [Definition("path", scratch.path("w.jsonl"))]
    let transformer = try await Transformer(options)
    _ = try await transformer.transform(Array("{\"n\":1}\n".utf8))
    #expect(!FileManager.default.fileExists(atPath: scratch.path("w.jsonl")))
    let summary = try await transformer.finish().summary
    #expect(summary.linesInFiles == 1)
    #expect(try scratch.text("w.jsonl") == "{\"n\":1}\n")
  }

  /// Records that come and go leave nothing behind.
  @Test func memoryDoesNotGrow() async throws {
    let transformer = try await Transformer(options("function transform(r) r.n = r.n + 1 end"))
    let line = Array(#"{"n":1,"text":"\#(String(repeating: "x", count: 400))"}"#.utf8)
    func resident() throws -> Int {
      let statm = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
      return Int(statm.split(separator: " ")[1])! * 4096
    }
    for _ in 0..<10_000 { _ = try await transformer.transform(line) }
    let before = try resident()
    for _ in 0..<30_000 { _ = try await transformer.transform(line) }
    #expect(try resident() - before < 32 << 20)
  }
}
