import Foundation
import Testing

/// `batchlua test`.
@Suite struct TestCommandTests {
  let tool: Tool

  init() throws {
    tool = try Tool()
    try tool.write("function transform(r) r.body.model = 'm2' end", to: "swap.lua")
    try write(Tool.requests(2), "swap.test/in.jsonl")
    try write(Tool.requests(2).replacing(#""m""#, with: #""m2""#), "swap.test/expected.jsonl")
  }

  private func write(_ text: String, _ name: String) throws {
    let folder = tool.folder.appending(path: name).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try tool.write(text, to: name)
  }

  private func test(_ arguments: String...) throws -> Tool.Result {
    try tool.run(command: ["test"] + arguments)
  }

  private var expected: String {
    (1...2).map { Tool.request("r\($0)", model: "m2") + "\n" }.joined()
  }

  @Test func whatIsNotThereCannotBeRead() throws {
    for path in ["no", "no.lua", "no.test"] {
      let result = try test(path)
      #expect(result.code == 2 && result.output == "")
      #expect(result.error == "error: cannot read \(path): there is no such file or directory\n")
    }
  }

  /// A folder without input runs a script that needs none; one that needs some fails, in one line.
  @Test func aFolderWithoutInput() throws {
    try write("", "idle.test/expected.jsonl")
    try tool.write("function transform(r) return r end", to: "idle.lua")
    let result = try test("idle.lua")
    #expect(
      result.output.hasPrefix("FAILED idle.test\n  error: idle.lua defines neither begin nor"),
      "\(result)")
  }

  @Test func passesAndFails() throws {
    try write(expected, "swap.test/expected.jsonl")
    for path in [[], ["."], ["swap.test"], ["swap.lua"], [tool.path("swap.lua")]] {
      let result = try tool.run(command: ["test"] + path)
      #expect(result.output == "1 test, all passed\n" && result.code == 0, "\(result)")
      #expect(result.error == "")
    }
    try write("function transform(r) r.body.model = 'm3' end", "swap.lua")
    let result = try test()
    #expect(result.code == 1)
    #expect(
      result.output == """
        FAILED swap.test
          expected.jsonl differs:
          - 1: \(Tool.request("r1", model: "m2"))
          + 1: \(Tool.request("r1", model: "m3"))
          - 2: \(Tool.request("r2", model: "m2"))
          + 2: \(Tool.request("r2", model: "m3"))
        1 test, 1 failed

        """)
    let colored = try test("--color", "always", "-L.", "-q")
    #expect(colored.output.hasPrefix("\u{1B}[1;31mFAILED\u{1B}[0m swap.test\n"))
    #expect(
      colored.output.contains("\u{1B}[32m  + 2: {") && colored.output.contains("\u{1B}[31m  - 2: {")
    )
    let updated = try test("--update")
    #expect(updated.output == "wrote swap.test/expected.jsonl\n1 test, all passed\n")
    #expect(try test().code == 0)
    #expect(try tool.read("swap.test/expected.jsonl").contains("m3"))
  }

  /// Arguments, further inputs, files that are written, and what is said.
  @Test func filesOfATest() throws {
    try write(
      """
      local w = batch.writer("more/other.jsonl", { type = "json" })
      function begin() print(args.word, batch.readfile("text.txt")) end
      function transform(r)
        if r.custom_id == "bad" then error("no") end
        w:write({ id = r.custom_id })
      end
      """, "all.lua")
    try write(Tool.requests(1), "all.test/in.jsonl")
    try write(Tool.request("bad") + "\n" + Tool.request("z") + "\n", "all.test/second.jsonl")
    try write("--on-error skip -D 'word=a b'\n# inputs\nsecond.jsonl", "all.test/args")
    try write("hello", "all.test/text.txt")
    try write("", "all.test/expected.stderr")
    let first = try test("--update", "all.lua")
    #expect(first.code == 0, "\(first.output)\(first.error)")
    #expect(
      try tool.read("all.test/expected.jsonl")
        == Tool.request("r1") + "\n" + Tool.request("z") + "\n")
    #expect(
      try tool.read("all.test/expected/more/other.jsonl") == "{\"id\":\"r1\"}\n{\"id\":\"z\"}\n")
    let said = try tool.read("all.test/expected.stderr")
    #expect(said.hasPrefix("a b\thello\nerror: no\n  --> all.lua:4\n"), "\(said)")
    #expect(said.contains("input second.jsonl:1"))
    #expect(try test("all.lua").output == "1 test, all passed\n")
    #expect(!tool.has("more") && !tool.has("all.test/more"))
    try write("{}\n", "all.test/expected/more/other.jsonl")
    try write("x\n", "all.test/expected/absent")
    let failed = try test("all.lua")
    #expect(failed.code == 1 && failed.output.contains("  expected/more/other.jsonl differs:"))
    #expect(failed.output.contains("  expected/absent was not written"))
  }

  @Test func runsThatFail() throws {
    try write("function transform(r) error('no') end", "swap.lua")
    let result = try test()
    #expect(result.code == 1)
    #expect(result.output.hasPrefix("FAILED swap.test\n  error: no\n    --> swap.lua:1\n"))
    try write("", "swap.test/expected.stderr")
    try write("", "swap.test/expected.jsonl")
    #expect(try test("--update").code == 0)
    #expect(try tool.read("swap.test/expected.stderr").hasPrefix("error: no\n  --> swap.lua:1\n"))
    #expect(try test().code == 0)
  }

  /// Without an input nothing is read, also when standard input is open.
  @Test func noInput() throws {
    try write(
      "function begin() batch.emit(batch.BatchRequestInput{custom_id = 'a', "
        + "url = '/v1/embeddings', body = {model = 'm', input = 'x'}}) end", "make.lua")
    try write("", "make.test/expected.jsonl")
    let result = try test("--update", "make.test")
    #expect(result.code == 0)
    #expect(try tool.read("make.test/expected.jsonl").contains("\"custom_id\":\"a\""))
  }

  @Test func functions() throws {
    try write(expected, "swap.test/expected.jsonl")
    try write(
      """
      require "swap"
      counter = 0
      function test_first()
        local r = batch.BatchRequestInput{custom_id = "a", url = "/v1/embeddings", body = {}}
        transform(r)
        assert(r.body.model == "m2")
        counter = counter + 1
      end
      function test_second() assert(counter == 0, "shared") end
      local function test_local() error() end
      """, "test_swap.lua")
    #expect(try test().output == "3 tests, all passed\n")
    try write(
      "test_a = function()\n  print('said')\n  assert(1 == 2)\nend\nfunction test_b() end",
      "test_swap.lua")
    let result = try test("test_swap.lua")
    #expect(result.code == 1)
    #expect(
      result.output == """
        FAILED test_swap.lua: test_a
          said
          assertion failed!
            --> test_swap.lua:3
             3 |   assert(1 == 2)
        2 tests, 1 failed

        """)
    try write("", "test_swap.lua")
    #expect(try test("test_swap.lua").output.contains("  it defines no function test_…\n"))
    try write("x = = 1\nfunction test_x() end", "test_swap.lua")
    #expect(try test("test_swap.lua").output.contains("unexpected symbol near '='"))
  }

  @Test func subfoldersAndLinks() throws {
    try write(expected, "swap.test/expected.jsonl")
    try write("function test_x() end", "more/deep/test_x.lua")
    try write("function test_x() error() end", ".hidden/test_x.lua")
    try FileManager.default.createSymbolicLink(
      at: tool.folder.appending(path: "more/loop"), withDestinationURL: tool.folder)
    #expect(try test().output == "2 tests, all passed\n")
    let result = try tool.run(command: ["test", "--format", "json"])
    let object = try #require(
      try JSONSerialization.jsonObject(with: result.bytes) as? [String: Any])
    #expect(object["tests"] as? Int == 2 && object["failed"] as? Int == 0)
    let data = try #require(object["data"] as? [[String: Any]])
    #expect(data.map { $0["name"] as? String } == ["more/deep/test_x.lua: test_x", "swap.test"])
  }

  @Test func usage() throws {
    try write("", "empty/x.txt")
    let none = try test("empty")
    #expect(none.code == 2 && none.error.hasPrefix("error: there are no tests in empty: NAME.test"))
    #expect(try test("absent").code == 2)
    try write("--nonsense", "swap.test/args")
    let args = try test()
    #expect(args.code == 1 && args.output.contains("  args: "), "\(args.output)")
    try write("-D 'x", "swap.test/args")
    #expect(try test().error.contains("swap.test/args: a quote is not closed"))
    try FileManager.default.removeItem(at: tool.folder.appending(path: "swap.lua"))
    try write("", "swap.test/args")
    #expect(try test().output.contains("there is no swap.lua beside it"))
  }
}
