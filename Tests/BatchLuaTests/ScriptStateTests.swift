import BatchModel
import Foundation
import Testing

@testable import BatchLua

/// States of the script by themselves.
@Suite struct ScriptStateTests {
  /// One that there is no memory for leaves nothing.
  @Test func aStateThatIsRefusedIsGone() throws {
    func resident() throws -> Int {
      let statm = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
      return Int(statm.split(separator: " ")[1])! * 4096
    }
    var options = ScriptStateOptions(world: OpenWorld(), interface: .batchLua(for: .openai))
    options.limits = ScriptLimits(maxMemory: 1000, timeout: nil, names: .members)
    let sink = CheckedLines(profile: .openai)
    func make(_ count: Int) {
      for _ in 0..<count {
        #expect(throws: RunError.self) { try RunSession.makeState(options, sink) }
      }
    }
    make(2000)
    let before = try resident()
    make(60_000)
    #expect(try resident() - before < 4 << 20)
  }
}
