import BatchLua
import BatchModel
import Foundation

/// Runs of the library.
struct HostRuns: Sendable {
  let folder: Folder
  private let lines: [UInt8]

  init(_ folder: Folder) {
    self.folder = folder
    lines = Array(Folder.requests(5000).utf8)
  }

  private static let script = """
    stateless = true
    function transform(req)
      req.body.n = req.body.n + 1
      if req.body.n == 3 then return nil end
      req.body.messages[1].content = req.body.messages[1].content:upper()
    end
    """

  private func options(_ script: String = script) -> RunOptions {
    var options = RunOptions(script: .source(script), inputs: [.bytes(lines)])
    options.output = .pushing { _ in }
    return options
  }

  private func run(
    _ name: String, ends kind: RunError.Kind? = nil,
    _ change: @escaping @Sendable (inout RunOptions) -> Void
  ) -> Scenario {
    Scenario(name: name) {
      var options = options()
      change(&options)
      do {
        try await Run(options).run()
        try expect(kind == nil, "it ended well")
      } catch let error as RunError {
        if error.kind != kind { throw error }
      }
    }
  }

  /// The same, cancelled on the way.
  private func cancelled(
    _ name: String, _ change: @escaping @Sendable (inout RunOptions) -> Void
  ) -> Scenario {
    Scenario(name: name) {
      var options = options()
      change(&options)
      let run = Run(options)
      let task = Task { try await run.run() }
      try await Task.sleep(for: .milliseconds(Int.random(in: 0...50)))
      task.cancel()
      let result = await task.result
      if case .failure(let error) = result, (error as? RunError)?.kind != .cancelled { throw error }
    }
  }

  private static let loop = "function transform(r) while true do end end"

  var all: [Scenario] {
    let (input, pipe) = (folder.file("in.jsonl"), folder.file("pipe"))
    let out = folder.file
    return [
      run("memory") { _ in },
      run("files, two jobs") {
        $0.inputs = [.file(input)]
        $0.output = .file(out("host.jsonl"))
        $0.jobs = 2
      },
      run("packed") {
        $0.inputs = [.file(input)]
        $0.output = .file(out("host.jsonl.zst"))
      },
      run("rows") {
        $0.script = .source("function transform(r) return { id = r.custom_id, n = r.body.n } end")
        $0.outputForm = .csv
        $0.output = .file(out("host.csv"))
      },
      run("an error", ends: .record) {
        $0.script = .source("function transform(r) assert(r.custom_id ~= 'r4000') end")
        $0.output = .file(out("never.jsonl"))
      },
      run("rejects") {
        $0.script = .source("function transform(r) assert(r.body.n ~= 2) end")
        $0.onError = .quarantine
        $0.rejects = Path(out("bad.jsonl"))
      },
      run("rejects as values") {
        $0.script = .source("function transform(r) assert(r.body.n ~= 2) end")
        $0.onError = .skip
        $0.onReject = { _ in }
      },
      run("late calls") {
        $0.script = .source(
          "function transform(r) if r.custom_id:find('00$') then while true do end end end")
        $0.inputs = [.bytes(Array(Folder.requests(300).utf8))]
        $0.onError = .skip
        $0.timeout = 0.02
      },
      run("no memory", ends: .record) {
        $0.script = .source(
          "local t = {} function transform(r) while true do t[#t + 1] = {} end end")
        $0.maxMemory = 16 << 20
      },
      run("functions and values") {
        $0.script = .source(
          "function transform(r) r.body.n = host.add(r.body.n, base.n) pcall(host.fail) end")
        $0.functions = [
          ScriptFunction("host.add") { (a: Int, b: Int) in a + b },
          ScriptFunction("host.fail") { () throws -> Int in throw Unexpected(description: "no") },
        ]
        $0.globals = ["base": ["n": 1]]
      },
      run("no script", ends: .script) { $0.script = .source("function transform(") },
      run("no input", ends: .io) { $0.inputs = ["/no/such/file"] },
      run("sealed") { $0.isSandboxed = true },
      run("sealed, files") {
        $0.isSandboxed = true
        $0.inputs = [.file(input)]
        $0.output = .file(out("sealed.jsonl.gz"))
      },
      run("sealed, an error", ends: .record) {
        $0.isSandboxed = true
        $0.script = .source("function transform(r) assert(r.custom_id ~= 'r4000') end")
      },
      run("sealed, a late call", ends: .timeout) {
        $0.isSandboxed = true
        $0.script = .source(Self.loop)
        $0.timeout = 0.05
      },
      cancelled("cancelled in Lua") { $0.script = .source(Self.loop) },
      cancelled("cancelled anywhere") { $0.output = .file(out("cancelled.jsonl")) },
      cancelled("cancelled at a pipe") { $0.inputs = [.file(pipe)] },
      cancelled("cancelled, sealed") {
        $0.isSandboxed = true
        $0.script = .source(Self.loop)
      },
      Scenario(name: "a transformer", body: transform),
      Scenario(name: "a stream that is left", body: leave),
    ]
  }

  @Sendable private func transform() async throws {
    let transformer = try await Transformer(
      RunOptions(script: .source("function transform(r) r.body.n = 1 end"), inputs: []))
    for number in 0..<300 {
      let line = Array(Folder.requests(1).replacing("r0", with: "r\(number)").utf8)
      let result = try await transformer.transform(line)
      try expect(result.rejected.isEmpty && !result.lines.isEmpty, "a record is lost")
    }
    let summary = try await transformer.finish().summary
    try expect(summary.written == 300, "\(summary.written) records")
  }

  @Sendable private func leave() async throws {
    let lines = lines
    let upload = AsyncStream<[UInt8]> { continuation in
      for start in stride(from: 0, to: lines.count, by: 1 << 16) {
        continuation.yield(Array(lines[start..<min(start + 1 << 16, lines.count)]))
      }
      continuation.finish()
    }
    var options = options()
    options.inputs = [.stream(upload)]
    do {
      _ = try await Run(options).withOutput { for try await _ in $0 { throw CancellationError() } }
      throw Unexpected(description: "it was not left")
    } catch is CancellationError {}
  }
}
