import BatchLua
import BatchModel
import Foundation
import Synchronization
import Testing

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

  /// Who calls one that hangs hears of it, as does who comes later.
  @Test func aStuckCallIsLeftBehind() async throws {
    var options = options(
      """
      function transform(r)
        if r.n == 2 then string.find(string.rep('a', 28), string.rep('a?', 28) .. 'b') end
      end
      """)
    options.timeout = 0.05
    let transformer = try await Transformer(options)
    #expect(text(try await transformer.transform(Array("{\"n\":1}".utf8)).lines) == "{\"n\":1}\n")
    for _ in 1...2 {
      let error = await #expect(throws: RunError.self) {
        _ = try await transformer.transform(Array("{\"n\":2}".utf8))
      }
      #expect(error?.kind == .stuck)
    }
  }

  @Test func memoryThatIsUsedUpIsTheEnd() async throws {
    var options = options("local t = {} function transform(r) while true do t[#t + 1] = {} end end")
    options.maxMemory = 16 << 20
    let transformer = try await Transformer(options)
    for _ in 1...2 {
      let error = await #expect(throws: RunError.self) {
        _ = try await transformer.transform(Array("{\"n\":2}".utf8))
      }
      #expect(error?.kind == .record && error?.code == "out_of_memory")
    }
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
