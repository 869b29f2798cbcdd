import Foundation
import Glibc
import Testing

/// `--allow-io`: Lua's own `io` and all of `os`, for scripts that are trusted.
struct AllowIOTests {
  let tool: Tool

  init() throws {
    tool = try Tool()
    try tool.write(Tool.requests(2), to: "in.jsonl")
  }

  private func write(_ script: String) throws {
    try tool.write(script + "\nfunction transform() end", to: "s.lua")
  }

  @Test func filesAndPrograms() throws {
    try write(
      """
      local f = assert(io.open("note.txt", "w"))
      f:write("a\\n", 2, "\\n")
      f:close()
      local lines = {}
      for line in io.lines("note.txt") do lines[#lines + 1] = line end
      assert(table.concat(lines, ",") == "a,2")
      local p = io.popen("echo from a program")
      assert(p:read("a") == "from a program\\n" and p:close())
      assert(os.rename("note.txt", "kept.txt") and os.execute("true"))
      assert(io.type(io.stdout) == "file" and os.setlocale() == "C")
      assert(os.setlocale("xx_XX") == nil and not loadfile and not dofile)
      assert(not package.loadlib and not package.cpath and not debug.sethook and not string.dump)
      assert(getmetatable(io.stdout) == "FILE*")
      """)
    let result = try tool.run("--allow-io", "s.lua", "in.jsonl")
    #expect(result.code == 0, "\(result.error)")
    #expect(result.output == Tool.requests(2))
    #expect(try tool.read("kept.txt") == "a\n2\n")
  }

  /// What the script and its programs print is never among the data.
  @Test func standardOutputIsTheData() throws {
    try write(
      """
      io.write("one ")
      io.stdout:write("two ")
      print("three")
      os.execute("echo four")
      local p = io.popen("cat", "w")
      p:write("five\\n")
      p:close()
      """)
    let result = try tool.run("--allow-io", "s.lua", "in.jsonl")
    #expect(result.code == 0)
    #expect(result.output == Tool.requests(2))
    #expect(result.error == "one two three\nfour\nfive\n")
    let named = try tool.run("--allow-io", "s.lua", "in.jsonl", "-o", "/dev/stdout")
    #expect(named.output == Tool.requests(2))
  }

  /// A program that goes on in the background would keep a pipe open, whose reader waits for its
  /// end, and a file that is not complete.
  @Test func programsInheritNoOutputs() throws {
    try tool.write(
      """
      function transform()
        for line in io.popen("ls -l /proc/self/fd"):lines() do
          local number, target = line:match(" (%d+) %-> (.*)")
          assert(not number or tonumber(number) <= 2 or not target:find(args.folder, 1, true), line)
        end
      end
      """, to: "s.lua")
    let definition = "folder=\(tool.folder.lastPathComponent)"
    for output in ["out.jsonl", "out.jsonl.gz", "{part}.jsonl", "/dev/stdout"] {
      let result = try tool.run(
        "--allow-io", "-D", definition, "s.lua", "in.jsonl", "-o", output, "--on-error",
        "quarantine", "--rejects", "bad.jsonl")
      #expect(result.code == 0, "\(result.error)")
    }
    #expect(mkfifo(tool.path("pipe"), 0o600) == 0)
    try tool.write(
      #"function transform() os.execute("sleep 30 > /dev/null 2>&1 &") end"#, to: "b.lua")
    let reader = try tool.run(
      command: ["run", "--allow-io", "b.lua", "in.jsonl", "-o", "pipe"], timeout: 20,
      through: ["sh", "-c", #"cat pipe & "$@"; wait"#, "sh"])
    #expect(reader.code == 0)
    #expect(reader.output == Tool.requests(2))
  }

  @Test func standardInputIsTheRecords() throws {
    try write("assert(io.read('a') == '' and io.popen('cat'):read('a') == '')")
    let result = try tool.run("--allow-io", "s.lua", input: Tool.requests(2))
    #expect(result.code == 0, "\(result.error)")
    #expect(result.output == Tool.requests(2))
    try write("assert(io.read('a') == 'more')")
    #expect(try tool.run("--allow-io", "s.lua", "in.jsonl", input: "more").code == 0)
  }

  /// An end of the process in the middle would lose what waits to be written.
  @Test func osExitIsAnError() throws {
    try write("os.exit(0)")
    let result = try tool.run("--allow-io", "s.lua", "in.jsonl", "-o", "out.jsonl")
    #expect(result.code == 3)
    #expect(result.error.contains("os.exit would lose the output; batch.stop() ends the input"))
    #expect(tool.names == ["in.jsonl", "s.lua"])
  }

  @Test func notInASandbox() throws {
    try write("")
    let result = try tool.run("--allow-io", "--sandbox", "s.lua", "in.jsonl")
    #expect(result.code == 2)
    #expect(result.error.contains("--allow-io is for scripts that one trusts"))
  }

  /// Without it, `io` writes for people and says where files are read and written.
  @Test func withoutIt() throws {
    try write("io.write('a', 1, ' ') io.stderr:write('b\\n')")
    let result = try tool.run("s.lua", "in.jsonl")
    #expect(result.output == Tool.requests(2))
    #expect(result.error == "a1 b\n")
    try write("io.open('x')")
    #expect(try tool.run("s.lua", "in.jsonl").error.contains("batch.readfile(path)"))
  }
}
