import Synchronization
import Testing

@testable import BatchLua

/// How many states a run takes that was not told a number, and that nothing else shows it.
@Suite(.enabled(if: CPUAffinity.usableCores > 1, "one core"))
struct AutomaticStatesTests {
  private static let lines = (1...4000).map { number in
    #"{"custom_id":"r\#(number)","method":"POST","url":"/v1/chat/completions","body":{"model":"m","#
      + #""messages":[{"role":"user","content":"\#(String(repeating: "x", count: 300))"}]}}"# + "\n"
  }
  private static let large = RunInput.bytes(Array(lines.joined().utf8))

  /// What a run wrote and said, and how many states it made.
  private struct Outcome: Equatable {
    var output: [UInt8] = []
    var error: String?
    var states = 0
  }

  private func outcome(
    _ script: RunOptions.Script, jobs: Int?, input: RunInput = Self.large
  ) -> Outcome {
    let collected = Collected()
    let states = Mutex(0)
    var options = RunOptions(script: script, inputs: [input])
    options.jobs = jobs
    options.output = .pushing { collected.append($0) }
    options.onOpen = { _ in states.withLock { $0 += 1 } }
    var outcome = Outcome()
    do { try Run(options).execute() } catch { outcome.error = error.description }
    outcome.output = collected.bytes
    outcome.states = states.withLock { $0 }
    return outcome
  }

  @Test(arguments: [
    RunOptions.Script.code("body.user = req.custom_id"),
    .code("if req.custom_id == 'r3333' then error('bad') end"),
    .code("body.user = tostring({}) .. ('%p'):format(setmetatable({}, {__name = 'X'}))"),
    .code("body.k = {} body.k.a = tostring(body.k) .. tostring(function() end)"),
    .source("stateless = true function filter(r) return r.custom_id:find('7') end", name: "s"),
    .source(
      "stateless = true function transform(r) r.body.user = math.random() .. '' end", name: "s"),
  ])
  func manyStatesMakeWhatOneMakes(script: RunOptions.Script) {
    let (one, many) = (outcome(script, jobs: 1), outcome(script, jobs: nil))
    #expect(one.states == 1)
    #expect(many.states == CPUAffinity.usableCores)
    #expect(many.output == one.output)
    #expect(many.error == one.error)
    #expect(one.error != nil || !one.output.isEmpty)
  }

  @Test(arguments: [
    RunOptions.Script.code("N = (N or 0) + 1 body.user = N .. ''"),
    .source("function transform(r) r.body.user = r.custom_id end", name: "s"),
    .source("stateless = true function transform(r) print(r.custom_id) end", name: "s"),
  ])
  func oneStateWhereRecordsMayNeedEachOther(script: RunOptions.Script) {
    let (one, many) = (outcome(script, jobs: 1), outcome(script, jobs: nil))
    #expect(many.states == 1)
    #expect(many == one)
    #expect(!one.output.isEmpty)
  }

  /// The word is there, but the script does not mean it.
  @Test(arguments: ["stateless = false", "local stateless = true", "-- stateless = true\n"])
  func oneStateForThoseThatOnlyMentionIt(head: String) {
    let script = RunOptions.Script.source(
      head + " local n = 0 function transform(r) n = n + 1 r.body.user = n .. '' end", name: "s")
    let (one, many) = (outcome(script, jobs: 1), outcome(script, jobs: nil))
    #expect(many.output == one.output)
    #expect(many.error == nil)
    #expect(!one.output.isEmpty)
  }

  @Test func oneStateForLittle() {
    let input = RunInput.bytes(Array(Self.lines.prefix(500).joined().utf8))
    #expect(outcome(.code("body.user = 'x'"), jobs: nil, input: input).states == 1)
  }

  /// Of what comes little by little, the first chunks are for one state.
  @Test(arguments: [(500, 1), (4000, CPUAffinity.usableCores)])
  func streams(lines: Int, states: Int) {
    let bytes = Array(Self.lines.prefix(lines).joined().utf8)
    func input() -> RunInput {
      let left = Mutex(bytes[...])
      return .pulling { span in
        left.withLock { rest in
          let count = min(span.freeCapacity, 50_000)
          for byte in rest.prefix(count) { span.append(byte) }
          rest = rest.dropFirst(count)
        }
      }
    }
    let code = RunOptions.Script.code("body.user = req.custom_id")
    let many = outcome(code, jobs: nil, input: input())
    #expect(many.states == states)
    #expect(many.output == outcome(code, jobs: 1, input: input()).output)
  }
}
