import Foundation
import Glibc
import Testing

/// What belongs to the time of a record's call that `--timeout` bounds, and what does not.
@Suite(.serialized)
struct CallTimeTests {
  let tool: Tool

  init() throws {
    tool = try Tool()
    try tool.write(Tool.requests(2), to: "in.jsonl")
  }

  /// A record's values are written down behind the script, before the next one, or apart from what
  /// other states write.
  private static let ways = [
    (head: "", jobs: "1"), (head: "batch.writer(r.custom_id .. '.jsonl'):write(r)", jobs: "1"),
    (head: "", jobs: "2"), (head: "r:copy()", jobs: "2"),
  ]

  private func fails(_ body: String, _ way: (head: String, jobs: String)) throws {
    try tool.write(
      """
      stateless = \(way.jobs != "1")
      function transform(r)
        \(way.head)
        local function tree(depth)
          local t = {1, 1}
          for i = 1, depth do t = {t, t} end
          return t
        end
        \(body)
      end
      """, to: "s.lua")
    let result = try tool.run(
      "--timeout", "0.2", "--jobs", way.jobs, "--on-error", "quarantine", "--rejects", "bad.jsonl",
      "s.lua", "in.jsonl")
    #expect(result.code == 1, "\(result.error)")
    #expect(result.output == "")
    let errors = try tool.read("bad.jsonl.errors.jsonl").split(separator: "\n")
    #expect(errors.count == 2)
    for error in errors {
      #expect(error.hasPrefix(#"{"code":"timeout","message":"the script took longer than 0.2 s;"#))
    }
  }

  @Test(arguments: ways)
  func manyValuesCountTogether(head: String, jobs: String) throws {
    try fails("for i = 1, 200 do r.body['x' .. i] = tree(14) end", (head, jobs))
  }

  @Test(arguments: ways)
  func aShortValueBehindALongOne(head: String, jobs: String) throws {
    try fails("r.body.x = tree(30) r.body.y = {1}", (head, jobs))
  }

  /// One that would be written for longer than a call that cannot be interrupted may last.
  @Test func aLongList() throws {
    let list = "local list = {} for i = 1, 8e6 do list[i] = 1 / 3 end r.body.x = list"
    try fails(list, Self.ways[0])
  }

  /// How many lines a reader gets that takes its time before it reads any.
  private func linesForASlowReader(_ arguments: String...) throws -> Int {
    let output = try Tool.pipe()
    let error = open(tool.path("err"), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    defer { close(error) }
    let run = try tool.start(
      ["run", "--timeout", "0.2"] + arguments, input: error, output: output[1], error: error)
    close(output[1])
    usleep(1_600_000)
    let received = FileHandle(fileDescriptor: output[0], closeOnDealloc: true).readDataToEndOfFile()
    #expect(run.wait().code == 0)
    #expect(try tool.read("err") == "")
    return received.count { $0 == 0x0A }
  }

  /// The script waits for the output where the order of what it does and of what is written shows.
  @Test(arguments: ["batch.writer('w.jsonl'):write(req)", "kept.body.x = 1"])
  func waitingForTheOutputDoesNotCount(code: String) throws {
    try tool.write(Tool.requests(10000), to: "many.jsonl")
    let count = try linesForASlowReader(
      "-e", "if req.custom_id == 'r4000' then \(code) end kept = req", "many.jsonl")
    #expect(count == 10000)
  }

  @Test(arguments: ["begin", "finish"])
  func waitingOutsideOfRecordsDoesNotCount(hook: String) throws {
    try tool.write(
      """
      function transform() return false end
      function \(hook)()
        local record = batch.BatchRequestInput {
          custom_id = "a", url = "/v1/chat/completions",
          body = { model = "m", messages = { { role = "user", content = ("x"):rep(20000) } } },
        }
        for i = 1, 50 do
          record.custom_id = "a" .. i
          batch.emit(record)
        end
      end
      """, to: "s.lua")
    #expect(try linesForASlowReader("s.lua", "in.jsonl") == 50)
  }

  /// Nor does the time that the process is stopped, such as by Ctrl-Z.
  @Test(arguments: [[], ["--sandbox"]])
  func timeWhileItIsStoppedDoesNotCount(options: [String]) throws {
    try tool.write(
      """
      stateless = true
      function transform(r)
        if r.index > 1 then return end
        print("ready")
        local limit = os.clock() + 0.4
        repeat until os.clock() > limit
      end
      """, to: "s.lua")
    let error = open(tool.path("err"), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { for file in [error, null] { close(file) } }
    let run = try tool.start(
      ["run", "--timeout", "3", "s.lua", "in.jsonl", "-o", "out.jsonl"] + options, input: null,
      output: null, error: error)
    let end = ContinuousClock.now + .seconds(10)
    while try tool.read("err") == "" && ContinuousClock.now < end { usleep(500) }
    let all = [run.pid] + Self.children(of: run.pid)
    #expect(all.count == (options == ["--sandbox"] ? 2 : 1))
    usleep(150_000)  // until the call has been seen
    for process in all { kill(process, SIGSTOP) }
    usleep(3_500_000)
    #expect(!tool.has("out.jsonl"))
    for process in all.reversed() { kill(process, SIGCONT) }
    #expect(run.wait().code == 0)
    #expect(try tool.read("err") == "ready\n")
    #expect(try tool.read("out.jsonl") == Tool.requests(2))
  }

  private static func children(of process: pid_t) -> [pid_t] {
    let path = "/proc/\(process)/task/\(process)/children"
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return text.split(separator: " ").compactMap { pid_t($0) }
  }

  private static let readers = [
    "batch.readfile('late')", "batch.reader('late', { type = 'json' }):read()",
    "batch.reader('late', { from = 'csv' }):read()", "batch.lines('late'):read()",
    "batch.csv('late'):read()",
  ]

  /// Nor does waiting for who writes what the script reads, once it is open.
  @Test(arguments: readers) func waitingForAReaderDoesNotCount(code: String) throws {
    // A value of JSON, and a head and a row of CSV.
    try tool.write("1\n2\n", to: "text")
    try tool.write(Tool.requests(1), to: "one.jsonl")
    let command = """
      mkfifo late
      (exec 3> late; sleep 1; cat text >&3) &
      batchlua run --timeout 0.4 -e "local found = \(code) assert(found)" one.jsonl
      """
    let result = try CommandRunner.run(command, in: tool.folder)
    #expect(result.exitCode == 0, "\(result.errors)")
  }

  /// A row that takes its time to come is no time of the script, what it does with rows is.
  @Test func rowsThatComeOneByOne() throws {
    try tool.write(Tool.requests(1), to: "one.jsonl")
    let command = """
      mkfifo late
      (exec 3> late; echo a >&3; for i in 1 2 3 4; do sleep 0.3; echo $i >&3; done) &
      batchlua run --timeout 0.5 -e "
        local count = 0
        for row in batch.csv('late') do count = count + 1 end
        assert(count == 4)
        while true do end" one.jsonl
      """
    let result = try CommandRunner.run(command, in: tool.folder)
    #expect(result.exitCode == 4)
    #expect(
      result.errors.hasPrefix("error: the script took longer than 0.5 s;")
        && result.errors.contains("--> -e:5"), "\(result.errors)")
  }
}
