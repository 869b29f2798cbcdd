import BatchLua
import BatchModel
import Foundation
import Synchronization
import Testing

/// What a host hears of a run, as values.
@Suite struct RunCallbackTests {
  private static let lines = """
    {"custom_id":"a","n":1}
    {"custom_id":"b",

    {"custom_id":"c","n":"x"}
    {"custom_id":"d","n":2}
    """

  private static let script = """
    function transform(r)
      if r.n == 2 then batch.reject{ message = "too many", code = "many", param = "n" } end
      r.n = r.n + 1
    end
    """

  @Test(arguments: [RunOptions.ErrorPolicy.skip, .quarantine], [1, 2])
  func rejectsComeInOrder(policy: RunOptions.ErrorPolicy, jobs: Int) throws {
    let rejects = Mutex<[RejectedRecord]>([])
    let run = try HostRun("stateless = true\n" + Self.script, Self.lines) {
      $0.onError = policy
      $0.jobs = jobs
      $0.onReject = { record in rejects.withLock { $0.append(record) } }
    }
    #expect(run.output == #"{"custom_id":"a","n":2}"# + "\n")
    let all = rejects.withLock { $0 }
    #expect(
      all.map { String(decoding: $0.line, as: UTF8.self) }
        == [#"{"custom_id":"b","#, #"{"custom_id":"c","n":"x"}"#, #"{"custom_id":"d","n":2}"#])
    #expect(all.map(\.error.line) == [2, 4, 5])
    #expect(all.map(\.error.code) == ["invalid_json_line", "script_error", "many"])
    #expect(all.map(\.customID) == [nil, "c", "d"])
    #expect(all.allSatisfy { $0.input == "input" })
    #expect(all[2].error.message == "too many" && all[2].error.param == "n")
    #expect(all[1].script?.name == "script" && all[1].script?.line == 4)
    #expect(all[1].script?.text == "  r.n = r.n + 1" && all[0].script == nil)
  }

  private struct Full: Error, CustomStringConvertible { let description = "the queue is full" }

  @Test func whatTheCallbackThrowsEndsTheRun() {
    let error = HostRun.failure(Self.script, Self.lines) {
      $0.onError = .skip
      $0.onReject = { _ in throw Full() }
    }
    #expect(error?.kind == .io)
    #expect(error?.description == "a rejected record was not taken: the queue is full")
  }

  @Test func theErrorHasTheRecord() throws {
    let error = try #require(HostRun.failure(Self.script, Self.lines))
    let record = try #require(error.record)
    #expect(String(decoding: record.line, as: UTF8.self) == #"{"custom_id":"b","#)
    #expect(record.error.line == 2 && record.error.code == "invalid_json_line")
    #expect(HostRun.failure("x =", Self.lines)?.record == nil)
  }

  @Test func printGoesToTheHost() throws {
    let printed = Mutex("")
    try HostRun("print('at', 1) function transform(r) io.write('é', 2) end") {
      $0.onPrint = { text in printed.withLock { $0 += text } }
    }
    #expect(printed.withLock { $0 } == "at\t1\né2")
  }

  @Test func eventsAreValues() throws {
    let events = Mutex<[RunEvent]>([])
    let script = "function transform(r) batch.log.warn('odd %d', r.n) end"
    try HostRun(script) { $0.onEvent = { event in events.withLock { $0.append(event) } } }
    let all = events.withLock { $0 }
    #expect(all.count == 2)
    guard case .log(let level, let text, let input)? = all.first,
      case .message("warning: input:1: odd 1")? = all.last
    else {
      Issue.record("\(all)")
      return
    }
    #expect(level == "warning" && text == "odd 1" && input?.line == 1 && input?.file == "input")
  }

  /// The script of a sealed run cannot reach closures of this process.
  @Test(
    arguments: [
      { $0.onReject = { _ in } }, { $0.functions = [ScriptFunction("f") { () in 1 }] },
    ] as [@Sendable (inout RunOptions) -> Void])
  func aSealedRunHasNoClosures(change: @Sendable (inout RunOptions) -> Void) throws {
    let error = HostRun.failure(Self.script, Self.lines) {
      $0.isSandboxed = true
      $0.output = .file("/dev/null")
      $0.inputs = ["/dev/null"]
      change(&$0)
    }
    #expect(error?.kind == .usage)
    #expect(error?.description.hasPrefix("a run in a sandbox (isSandboxed)") == true)
  }

  @Test func progressIsAnEvent() throws {
    let read = Mutex(0)
    let lines = String(repeating: #"{"n":1}"# + "\n", count: 200_000)
    try HostRun("function transform(r) for i = 1, 20 do r.n = i end end", lines) {
      $0.onEvent = { event in
        if case .progress(let summary) = event { read.withLock { $0 = summary.read } }
      }
    }
    #expect((1...200_000).contains(read.withLock { $0 }))
  }

  // MARK: Capabilities

  @Test(arguments: [
    ("batch.readfile('/etc/hostname')", ScriptCapabilities.readFiles, "read no files"),
    ("batch.reader('/etc/hostname')", .readFiles, "read no files"),
    ("for l in batch.lines('/etc/hostname') do end", .readFiles, "read no files"),
    ("batch.writer('/tmp/never-written')", .writeFiles, "write no files"),
    ("require('os2')", .modules, "gives scripts no modules"),
  ])
  func whatIsNotAllowedIsRefused(call: String, needed: ScriptCapabilities, message: String) {
    let error = HostRun.failure("function transform(r) \(call) end") {
      $0.capabilities = ScriptCapabilities.all.subtracting(needed)
    }
    #expect(error?.description.contains(message) == true)
    let other = HostRun.failure("function transform(r) \(call) end") { $0.capabilities = needed }
    #expect(other?.description.contains(message) != true)
  }

  @Test func theEnvironmentIsHidden() throws {
    let script = "function transform(r) r.path = os.getenv('PATH') end"
    #expect(try HostRun(script) { $0.capabilities = [] }.output == #"{"n":1}"# + "\n")
    #expect(try HostRun(script).output.contains(#""path":""#))
    #expect(HostRun.failure("os.getenv({})") { $0.capabilities = [] }?.kind == .script)
  }

  @Test func librariesStayWithoutModules() throws {
    try HostRun(
      "local s = require('string') package.preload.x = function() return 1 end "
        + "assert(require('x') == 1) function transform(r) end"
    ) { $0.capabilities = [] }
  }

  @Test func optionsTakeNoFiles() throws {
    let error = HostRun.failure(
      "options = { list = { type = 'file' } } function transform(r) end"
    ) {
      $0.capabilities = []
      $0.definitions = [Definition("list", "/etc/hostname")]
    }
    #expect(error?.kind == .usage)
    #expect(error?.description.contains("lets scripts read none") == true)
  }

  @Test func trustedScriptsHaveAll() {
    let error = HostRun.failure("function transform(r) end") {
      $0.allowsIO = true
      $0.capabilities = [.readFiles]
    }
    #expect(error?.kind == .usage)
  }
}
