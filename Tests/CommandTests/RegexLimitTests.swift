import Testing

/// The limits of scripts hold inside of a regex, too, and in the sandbox.
struct RegexLimitTests {
  let tool: Tool

  init() throws { tool = try Tool() }

  /// Neither too many steps nor much memory: without the limit it takes minutes.
  private static let slow =
    #"local s = ("x"):rep(300000) "#
    + #"function transform(r) pcall(function() batch.regex("x+x+[yz]"):test(s) end) end"#

  @Test(arguments: [[], ["--sandbox"]])
  func timeoutStopsAMatch(options: [String]) throws {
    try tool.write(Self.slow, to: "slow.lua")
    let result = try tool.run(
      command: ["run", "--timeout", "0.3"] + options + ["slow.lua", "-"], input: Tool.requests(1),
      timeout: 20)
    #expect(result.code == 4)
    #expect(result.error.contains("the script took longer than 0.3 s"))
    #expect(result.error.contains("slow.lua:1"))
    #expect(!result.error.contains("could not be interrupted"))
  }

  @Test(arguments: [[], ["--sandbox"]])
  func memoryOfAMatchCounts(options: [String]) throws {
    try tool.write(
      #"local s = ("ab"):rep(100000) "#
        + #"function transform(r) batch.regex("^(?:a|b)*[cd]"):test(s) end"#, to: "large.lua")
    let result = try tool.run(
      command: ["run", "--max-memory", "20M"] + options + ["large.lua", "-"],
      input: Tool.requests(1))
    #expect(result.code == 4)
    #expect(result.error.contains("the script needs more than 20 MiB of memory"))
  }
}
