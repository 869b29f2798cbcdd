import Foundation
import Testing

/// Standard input and output by other names, and beside files.
struct StandardStreamTests {
  private let tool: Tool

  init() throws {
    tool = try Tool()
    try tool.write(Tool.requests(2), to: "in.jsonl")
  }

  private func shell(_ command: String) throws -> CommandRunner.Result {
    try CommandRunner.run(command, in: tool.folder)
  }

  private static let names = ["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"]

  @Test(arguments: names, ["< in.jsonl", "< <(cat in.jsonl)"])
  func inputByAnyName(name: String, input: String) throws {
    let result = try shell("bash -c 'batchlua run -e true \(name) \(input)'")
    #expect(result.exitCode == 0 && result.output == Tool.requests(2), "\(result.errors)")
  }

  @Test(arguments: names, [[], ["--sandbox"]])
  func inputIsReadOnce(name: String, options: [String]) throws {
    for other in Self.names {
      let result = try tool.run(
        command: ["run", "-e", "true"] + options + [name, "in.jsonl", other],
        input: Tool.requests(2))
      #expect(result.code == 2 && result.output == "")
      #expect(
        result.error == "error: standard input ('-') is given twice; it can be read once\n")
    }
  }

  @Test func aPipeIsReadOnce() throws {
    let twice = try shell("mkfifo p; batchlua run -e true p in.jsonl p")
    #expect(twice.exitCode == 2)
    #expect(twice.errors == "error: p is given twice; it can be read once\n")
    let asInput = try shell("cat in.jsonl > p & batchlua run -e true - p < p")
    #expect(asInput.exitCode == 2 && asInput.errors.contains(" is given twice"))
    // A file can be read as often as one likes.
    let file = try shell("batchlua run --type json -e true in.jsonl in.jsonl")
    #expect(file.exitCode == 0 && file.output == Tool.requests(2) + Tool.requests(2))
  }

  @Test func theScriptReadsItBesideTheRun() throws {
    let result = try tool.run(
      "-e", "for _ in batch.lines('/dev/stdin') do end", "-", input: Tool.requests(2))
    #expect(result.code == 4)
    #expect(
      result.error.hasPrefix(
        "error: standard input is an input of this run already; it can be read once\n"))
    try tool.write(
      """
      for _ in batch.lines('-') do end
      function transform() end
      """, to: "both.lua")
    let both = try tool.run("both.lua", input: Tool.requests(2))
    #expect(both.code == 2 && both.output == "")
    #expect(
      both.error
        == "error: standard input is read by this run already; it can be read once, by the "
        + "script or as the input\n")
    try tool.write(
      """
      function begin()
        for line in batch.lines('-') do print(#line > 9) end
        print(pcall(batch.lines, '/dev/fd/0'))
      end
      """, to: "begin.lua")
    let begin = try tool.run("begin.lua", input: Tool.requests(2))
    #expect(begin.code == 0)
    #expect(begin.error.hasPrefix("true\ntrue\nfalse\t"), "\(begin.error)")
    #expect(begin.error.contains("standard input is read by this run already"))
  }

  @Test(arguments: [("", "out"), ("-o - ", "out"), ("-o /dev/stdout ", "out.errors.jsonl")])
  func rejectsBesideStandardOutput(options: String, file: String) throws {
    for sandbox in ["", "--sandbox "] {
      let command = "batchlua run \(options)\(sandbox)--on-error quarantine --rejects out -e true"
      let result = try shell("\(command) in.jsonl > \(file)")
      #expect(result.exitCode == 2)
      #expect(
        result.errors
          == "error: \(file) is also standard output; --rejects FILE needs a file of its own\n")
    }
    let apart = try shell(
      "batchlua run -e true in.jsonl -o x --on-error quarantine --rejects out > other")
    #expect(apart.exitCode == 0 && apart.errors == "")
  }

  @Test func writersBesideStandardOutput() throws {
    let result = try shell("batchlua run -e 'batch.writer(\"out\"):write(req)' in.jsonl > out")
    #expect(result.exitCode == 4)
    #expect(result.errors.hasPrefix("error: out is an output of this run;"))
    let reader = try shell("batchlua run -e 'batch.readfile(\"out\")' in.jsonl > out")
    #expect(reader.exitCode == 4)
    #expect(reader.errors.contains("out is an output of this run; it can be read when"))
  }
}
