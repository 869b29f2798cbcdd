import Foundation
import Testing

/// `run SCRIPT --help`, and scripts that are programs.
struct ScriptHelpTests {
  private let launch: Launch

  init() throws {
    launch = try Launch()
    try launch.write(
      """
      #!/usr/bin/env -S batchlua run
      options = {
        prefix = { default = "req", help = "What ids begin with." },
        seed = { help = "A number.", type = "integer", required = true }, width = {},
        mode = { values = { "fast", "exact" }, default = "fast" }, store = { default = false },
        files = { type = "file", many = true },
      }
      function transform(req) req.custom_id = args.prefix .. "-" .. req.index end
      """, to: "renumber.lua")
    try launch.write(
      #"{"custom_id":"a","method":"POST","url":"/v1/embeddings","#
        + #""body":{"model":"m","input":"x"}}"# + "\n", to: "in.jsonl")
  }

  private let list = """

    OPTIONS OF renumber.lua:
      -D files=FILE           (file, may be repeated)
      -D mode=fast|exact      (string, default: fast)
      -D prefix=STRING        What ids begin with. (string, default: req)
      -D seed=INTEGER         A number. (integer, required)
      -D store[=true|false]   (boolean, default: false)
      -D width=STRING         (string)

    """

  @Test(arguments: [
    ["-h"], ["--help"], ["--help", "in.jsonl"], ["-D", "prefix=x", "--help"],
    ["--help", "--sandbox"],
  ])
  func optionsAreListed(arguments: [String]) throws {
    let result = try launch.start(
      TestedProgram.path, ["run", "renumber.lua"] + arguments)
    #expect(result.code == 0, "\(result.error)")
    #expect(result.output.hasPrefix("OVERVIEW: Runs a Lua script"))
    #expect(result.output.hasSuffix(list), "\(result.output)")
    #expect(result.error == "")
  }

  @Test func withoutDeclaredOptions() throws {
    try launch.write("function transform() end", to: "plain.lua")
    let plain = try launch.batchlua("run", "plain.lua", "--help")
    let own = try launch.batchlua("run", "--help")
    #expect(plain.code == 0 && own.code == 0)
    #expect(plain.output == own.output)
    #expect(try launch.batchlua("run", "--help", "-e", "true").output == own.output)
    #expect(try launch.batchlua("run", "--nonsense", "--help").output == own.output)
  }

  @Test func errorsOfTheScriptAreReported() throws {
    try launch.write("options = 5", to: "bad.lua")
    let bad = try launch.batchlua("run", "bad.lua", "--help")
    #expect(bad.code == 3)
    #expect(bad.output.hasPrefix("OVERVIEW:"))
    #expect(bad.error.hasPrefix("error: 'options' takes"), "\(bad.error)")
    let none = try launch.batchlua("run", "none.lua", "--help")
    #expect(none.code == 2)
    #expect(none.error.contains("cannot read the script none.lua"))
  }

  @Test func unknownOptionIsAUsageError() throws {
    let result = try launch.batchlua("run", "-D", "prefx=a", "renumber.lua", "in.jsonl")
    #expect(result.code == 2)
    #expect(result.output == "")
    #expect(result.error == "error: renumber.lua has no option 'prefx'; did you mean 'prefix'?\n")
  }

  @Test func scriptsRunAsPrograms() throws {
    let path = launch.folder.appending(path: "renumber.lua").path
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    let result = try launch.start(path, ["-D", "prefix=doc", "-D", "seed=1", "in.jsonl"])
    #expect(result.code == 0, "\(result.error)")
    #expect(result.output.hasPrefix(#"{"custom_id":"doc-1","#), "\(result.output)")
    let help = try launch.start(path, ["--help"])
    #expect(help.output.contains("-D prefix=STRING"), "\(help.error)")
    #expect(help.output.contains("OPTIONS OF \(path):"))
  }
}
