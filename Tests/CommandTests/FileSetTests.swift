import Foundation
import Testing

/// `--output-dir`, `--in-place`, `--report` and `batch.current.shard`.
@Suite struct FileSetTests {
  let tool: Tool
  private static let names = ["a", "b", "c"]

  init() throws {
    tool = try Tool()
    for name in Self.names {
      let lines = (1...3).map { Tool.request("\(name)\($0)") + "\n" }
      try tool.write(lines.joined(), to: "\(name).jsonl")
    }
    try tool.write(
      """
      local count = 0
      function begin() assert(batch.current.shard and batch.current.line == nil) end
      function transform(r)
        count = count + 1
        if args.bad == r.custom_id then error("bad") end
        r.body.model = batch.current.shard .. "." .. count
      end
      """, to: "s.lua")
  }

  private func expected(_ name: String, shard: Int) -> String {
    (1...3).map { Tool.request("\(name)\($0)", model: "\(shard).\($0)") + "\n" }.joined()
  }

  private func run(_ arguments: String...) throws -> Tool.Result {
    try tool.run(
      command: ["run"] + arguments + ["s.lua"] + Self.names.map { "\($0).jsonl" })
  }

  private func report(_ name: String = "r.json") throws -> [String: Any] {
    let data = Data(try tool.read(name).utf8)
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  /// Each is what a run of its own makes of it: the script begins anew.
  @Test(arguments: [[], ["--sandbox"]])
  func outputsForEachInput(options: [String]) throws {
    let result = try tool.run(
      command: ["run", "--output-dir", "out", "--report", "r.json"] + options
        + ["s.lua", "a.jsonl", "b.jsonl", "c.jsonl"])
    #expect(result.code == 0 && result.output == "", "\(result.error)")
    for (number, name) in Self.names.enumerated() {
      #expect(try tool.read("out/\(name).jsonl") == expected(name, shard: number + 1))
    }
    let report = try report()
    #expect(report["object"] as? String == "run" && report["placed"] as? Bool == true)
    #expect(report["read"] as? Int == 9 && report["error"] is NSNull)
    let files = try #require(report["files"] as? [[String: Any]])
    #expect(files.map { $0["output"] as? String } == Self.names.map { "out/\($0).jsonl" })
    #expect(files.allSatisfy { $0["written"] as? Int == 3 && $0["rejects"] is NSNull })
    let other = try tool.run("--output-dir", "out", "--shard", "7", "s.lua", "b.jsonl")
    #expect(other.code == 0)
    #expect(try tool.read("out/b.jsonl") == expected("b", shard: 7))
  }

  @Test(arguments: [[], ["--sandbox"]])
  func allOrNothing(options: [String]) throws {
    for place in [["--output-dir", "out"], ["--in-place=.bak"]] {
      let before = try tool.read("a.jsonl")
      let result = try tool.run(
        command: ["run", "-D", "bad=b2", "--report", "r.json"] + place + options
          + ["s.lua", "a.jsonl", "b.jsonl", "c.jsonl"])
      #expect(result.code == 4 && result.error.contains("input b.jsonl:2, custom_id \"b2\""))
      #expect(try tool.read("a.jsonl") == before)
      #expect(tool.names == ["a.jsonl", "b.jsonl", "c.jsonl", "r.json", "s.lua"])
      let report = try report()
      #expect(report["placed"] as? Bool == false)
      let error = try #require(report["error"] as? [String: Any])
      #expect(error["file"] as? String == "b.jsonl" && error["line"] as? Int == 2)
      #expect(error["code"] as? String == "script_error" && error["custom_id"] as? String == "b2")
      let files = try #require(report["files"] as? [[String: Any]])
      #expect(files[0]["read"] as? Int == 3 && files[0]["error"] is NSNull)
      #expect((files[1]["error"] as? [String: Any])?["message"] as? String == "bad")
      #expect(files[2]["read"] is NSNull)
    }
  }

  @Test func rejectsForEachInput() throws {
    let result = try run(
      "--output-dir", "out", "--on-error", "quarantine", "-D", "bad=b2", "--report", "r.json")
    #expect(result.code == 1, "\(result.error)")
    let names = try FileManager.default.contentsOfDirectory(atPath: tool.path("out")).sorted()
    #expect(
      names
        == Self.names.flatMap {
          ["\($0).jsonl", "\($0).rejects.jsonl", "\($0).rejects.jsonl.errors.jsonl"]
        })
    #expect(try tool.read("out/b.rejects.jsonl") == Tool.request("b2") + "\n")
    #expect(try tool.read("out/a.rejects.jsonl") == "")
    let files = try #require(try report()["files"] as? [[String: Any]])
    #expect(files.map { $0["rejected"] as? Int } == [0, 1, 0])
    #expect(files[1]["rejects"] as? String == "out/b.rejects.jsonl")
  }

  @Test(arguments: ["-i", "--in-place", "--in-place=.old", "-i.old", "-i=.old"])
  func inPlace(option: String) throws {
    let before = try tool.read("a.jsonl")
    chmod(tool.path("a.jsonl"), 0o640)
    if option.contains("old") { try tool.write("older", to: "a.jsonl.old") }
    let result = try run(option)
    #expect(result.code == 0 && result.output == "", "\(result.error)")
    #expect(try tool.read("a.jsonl") == expected("a", shard: 1))
    #expect(try tool.read("c.jsonl") == expected("c", shard: 3))
    let kept = tool.names.filter { $0.hasSuffix(".old") }
    #expect(kept == (option.contains("old") ? Self.names.map { "\($0).jsonl.old" } : []))
    for name in kept.prefix(1) {
      #expect(try tool.read(name) == before)
      let attributes = try FileManager.default.attributesOfItem(atPath: tool.path(name))
      #expect(attributes[.posixPermissions] as? Int == 0o640)
    }
    let now = try FileManager.default.attributesOfItem(atPath: tool.path("a.jsonl"))
    #expect(now[.posixPermissions] as? Int == 0o640)
  }

  /// What was kept before, and the input, are as they were.
  @Test(arguments: [
    ["-D", "bad=b2"], ["--strict"], ["-D", "bad=b2", "--sandbox"], ["-D", "bad=b2", "--dry-run"],
    ["--dry-run"],
  ])
  func nothingIsKeptByRunsThatFail(options: [String]) throws {
    let before = try tool.read("a.jsonl")
    try tool.write("older", to: "a.jsonl.bak")
    let result = try tool.run(
      command: ["run", "-i.bak"] + options + ["s.lua", "a.jsonl", "b.jsonl"])
    #expect(result.code == (options == ["--dry-run"] ? 0 : 4), "\(result.error)")
    #expect(try tool.read("a.jsonl") == before && tool.read("a.jsonl.bak") == "older")
    #expect(tool.names == ["a.jsonl", "a.jsonl.bak", "b.jsonl", "c.jsonl", "s.lua"])
  }

  /// The second name cannot be given when the outputs are in place already: they go back.
  @Test func nothingIsKeptWhenANameIsRefused() throws {
    let name = String(repeating: "n", count: 248) + ".jsonl"
    try tool.write(Tool.requests(1), to: name)
    let before = try tool.read("a.jsonl")
    try tool.write("older", to: "a.jsonl.bak")
    let result = try tool.run("-i.bak", "-e", "body.model = 'x'", "a.jsonl", name)
    #expect(result.code == 2 && result.error.contains("cannot keep \(name)"), "\(result.error)")
    #expect(try tool.read("a.jsonl") == before && tool.read("a.jsonl.bak") == "older")
    #expect(try tool.read(name) == Tool.requests(1))
    #expect(tool.names.filter { $0.contains(".tmp") } == [])
  }

  /// A script that writes to the name, which is known only at the end.
  @Test func aFileOfTheScriptIsNotReplaced() throws {
    let before = try tool.read("a.jsonl")
    try tool.write("older", to: "a.jsonl.bak")
    try tool.write(
      """
      local writer = batch.writer("a.jsonl.bak")
      function transform(r) writer:write(r) end
      """, to: "w.lua")
    let result = try tool.run("-i.bak", "w.lua", "a.jsonl")
    #expect(
      result.code == 2 && result.error.contains("a.jsonl.bak is written by this run"),
      "\(result.error)")
    #expect(try tool.read("a.jsonl") == before && tool.read("a.jsonl.bak") == "older")
  }

  /// Renaming one to the other would leave both.
  @Test func aKeptNameOfTheSameFile() throws {
    let before = try tool.read("a.jsonl")
    try FileManager.default.linkItem(
      atPath: tool.path("a.jsonl"), toPath: tool.path("a.jsonl.bak"))
    let result = try tool.run("-i.bak", "-e", "body.model = 'x'", "a.jsonl")
    #expect(result.code == 0, "\(result.error)")
    #expect(try tool.read("a.jsonl.bak") == before && tool.read("a.jsonl") != before)
    #expect(tool.names == ["a.jsonl", "a.jsonl.bak", "b.jsonl", "c.jsonl", "s.lua"])
  }

  @Test func namesOfKeptFilesAreFree() throws {
    let before = try tool.read("a.jsonl")
    try tool.write(before, to: "a.jsonl.bak")
    try tool.write("older", to: "a.jsonl.old")
    try FileManager.default.createSymbolicLink(
      atPath: tool.path("a.jsonl.link"), withDestinationPath: "b.jsonl")
    try FileManager.default.createSymbolicLink(
      atPath: tool.path("a2.jsonl"), withDestinationPath: "a.jsonl")
    try FileManager.default.createDirectory(
      atPath: tool.path("a.jsonl.dir"), withIntermediateDirectories: false)
    let names = tool.names
    let cases: [(arguments: [String], message: String)] = [
      (["-i.bak", "-e", "true", "a.jsonl", "a.jsonl.bak"], "a.jsonl.bak, which is an input"),
      (["-i.bak", "-e", "true", "a.jsonl.bak", "./a.jsonl"], "./a.jsonl.bak, which is an input"),
      (["-i.link", "-e", "true", "a.jsonl", "a.jsonl.link"], "a.jsonl.link, which is an input"),
      (["-i.old", "a.jsonl.old", "a.jsonl"], "a.jsonl.old, which is the script"),
      (["-i.dir", "-e", "true", "a.jsonl"], "a.jsonl.dir, which is a directory"),
      (
        [
          "-i.errors.jsonl", "--on-error", "quarantine", "-e", "true", "a.jsonl", "a.rejects.jsonl",
        ],
        "a.rejects.jsonl.errors.jsonl, which is a file of rejects"
      ),
      (["-i.old", "--report", "a.jsonl.old", "-e", "true", "a.jsonl"], "the report would replace"),
      (["-i.old", "-e", "true", "a.jsonl", "a2.jsonl"], "a.jsonl and a2.jsonl would both"),
    ]
    for (arguments, message) in cases {
      let result = try tool.run(command: ["run"] + arguments)
      #expect(result.code == 2 && result.error.contains(message), "\(result.error)")
      #expect(tool.names == names)
      #expect(try tool.read("a.jsonl") == before && tool.read("a.jsonl.old") == "older")
    }
  }

  /// A link stays one: what it leads to is replaced.
  @Test func packedFilesAndLinks() throws {
    let packed = try tool.run(
      "s.lua", "a.jsonl", "-o", "a.jsonl.gz")
    #expect(packed.code == 0)
    try FileManager.default.createSymbolicLink(
      atPath: tool.path("link.jsonl"), withDestinationPath: "b.jsonl")
    let result = try tool.run("-i", "-e", "body.model = 'x'", "a.jsonl.gz", "link.jsonl")
    #expect(result.code == 0, "\(result.error)")
    let shown = try tool.run("-e", "true", "a.jsonl.gz")
    #expect(shown.output.contains("\"model\":\"x\""))
    #expect(try tool.read("b.jsonl").contains("\"model\":\"x\""))
    let target = try FileManager.default.destinationOfSymbolicLink(atPath: tool.path("link.jsonl"))
    #expect(target == "b.jsonl")
  }

  /// What concerns files as a whole is told once.
  @Test func warningsOnce() throws {
    let result = try run("--output-dir", "out")
    #expect(result.error.components(separatedBy: "warning: ").count == 2, "\(result.error)")
    #expect(result.error.contains("warning: out/a.jsonl: 2 requests are for another model"))
    #expect(result.error.contains("; and of 2 other files"))
    let strict = try run("--output-dir", "strict", "--strict")
    #expect(strict.code == 4 && !tool.has("strict"))
  }

  /// More files than the process may have descriptors.
  @Test func manyFiles() throws {
    let names = (1...150).map { "many\($0).jsonl" }
    for name in names { try tool.write(Tool.requests(1), to: name) }
    let result = try tool.run(
      command: ["-i", "-e", "body.model = 'x'"] + names,
      through: ["/bin/sh", "-c", #"ulimit -n 64; program=$0; exec "$program" run "$@""#])
    #expect(result.code == 0, "\(result.error)")
    for name in names {
      #expect(try tool.read(name) == Tool.request("r1", model: "x") + "\n")
    }
    #expect(tool.names.filter { $0.contains(".tmp") } == [])
  }

  @Test func shardsOfSeveralInputs() throws {
    let result = try run("--shard", "5")
    #expect(result.output.contains("\"model\":\"5.1\"") && result.output.contains("\"7.9\""))
  }

  @Test func reportsOfSingleRuns() throws {
    let result = try tool.run("--report", "r.json", "s.lua", "a.jsonl", "-o", "o.jsonl")
    #expect(result.code == 0)
    var file = try #require((try report()["files"] as? [[String: Any]])?.first)
    #expect(file["input"] as? String == "a.jsonl" && file["output"] as? String == "o.jsonl")
    let failed = try tool.run("--report", "r.json", "s.lua", "none.jsonl")
    #expect(failed.code == 2)
    file = try #require((try report()["files"] as? [[String: Any]])?.first)
    #expect((file["error"] as? [String: Any])?["code"] as? String == "io")
    #expect(file["output"] is NSNull)
  }

  @Test func reportsThatCannotBeWritten() throws {
    let result = try tool.run("--report", "/dev/full", "-e", "true", "a.jsonl", "-o", "o.jsonl")
    #expect(result.code == 2 && result.error.contains("/dev/full"), "\(result.error)")
    let failed = try tool.run("--report", "/dev/full", "-e", "error('why')", "a.jsonl", "-o", "x")
    #expect(failed.code == 4)
    #expect(failed.error.contains("/dev/full") && failed.error.contains("why"), "\(failed.error)")
  }

  @Test(arguments: [
    (
      ["-i", "--output-dir", "x", "-e", "true", "a.jsonl"], "--in-place and --output-dir do not go"
    ),
    (["-i", "-o", "x", "-e", "true", "a.jsonl"], "--in-place gives each input an output"),
    (["--output-dir", "x", "--rejects", "r", "-e", "true", "a.jsonl"], "--output-dir gives each"),
    (
      ["--output-dir", "x", "--max-requests", "1", "-e", "true", "a.jsonl"],
      "--output-dir does not cut"
    ),
    (["-i", "-n", "s.lua"], "--in-place takes inputs, and -n has none"),
    (["--in-place=a/b", "-e", "true", "a.jsonl"], "--in-place= takes a suffix without '/'"),
    (["--in-place=", "-e", "true", "a.jsonl"], "--in-place= takes a suffix such as .bak"),
    (["--report", "-", "-e", "true", "a.jsonl"], "--report takes a file, not standard output"),
    (["--report", "a.jsonl", "-e", "true", "a.jsonl"], "the report would replace a.jsonl"),
    (["--report", "./s.lua", "s.lua", "a.jsonl"], "the report would replace s.lua"),
    (["--report", "o", "-o", "./o", "-e", "true", "a.jsonl"], "the report would replace ./o"),
    (
      ["--report", "x/b.jsonl", "--output-dir", "x", "-e", "true", "b.jsonl"],
      "the report would replace x/b.jsonl"
    ),
    (["-i", "-e", "true"], "an output for each input takes files as inputs; there are none"),
    (["-i", "-e", "true", "-"], "an output for each input takes files as inputs, not -"),
    (["--output-dir", ".", "-e", "true", "a.jsonl"], "a.jsonl is in the directory of the outputs"),
    (
      ["--output-dir", "x", "-e", "true", "a.jsonl", "./a.jsonl"],
      "a.jsonl and ./a.jsonl would both"
    ),
    (["--output-dir", "s.lua", "-e", "true", "a.jsonl"], "cannot make the directory s.lua"),
    (["--diagnostics", "x", "-e", "true", "a.jsonl"], "--diagnostics takes text or json, got 'x'"),
  ])
  func usage(arguments: [String], message: String) throws {
    let result = try tool.run(command: ["run"] + arguments)
    #expect(result.code == 2 && result.error.hasPrefix("error: \(message)"), "\(result.error)")
    #expect(tool.names == ["a.jsonl", "b.jsonl", "c.jsonl", "s.lua"])
  }

  // MARK: For programs

  @Test(arguments: [[], ["--sandbox"], ["--jobs", "2"]])
  func errorsAsObjects(options: [String]) throws {
    try tool.write(
      "stateless = true\nfunction transform(r)\n  if r.line > 1 then error('no \u{202E}\\27') end\n"
        + "  batch.log.warn('said')\nend", to: "e.lua")
    let lines = Tool.requests(13) + "no JSON\n"
    let result = try tool.run(
      command: ["run", "--diagnostics", "json", "--on-error", "skip"] + options + ["e.lua", "-"],
      input: lines)
    #expect(result.code == 1 && result.output == Tool.requests(1))
    let objects = try result.error.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    #expect(result.error.utf8.allSatisfy { $0 == 0x0A || $0 >= 0x20 && $0 < 0x7F })
    let errors = objects.filter { $0["code"] as? String == "script_error" }
    #expect(errors.map { $0["line"] as? Int } == Array(2...13))
    #expect(errors[0]["message"] as? String == "no \u{202E}\u{1B}")
    #expect(errors[0]["custom_id"] as? String == "r2")
    let script = try #require(errors[0]["script"] as? [String: Any])
    #expect(script["name"] as? String == "e.lua" && script["line"] as? Int == 3)
    #expect(objects.contains { $0["code"] as? String == "invalid_json_line" })
    let said = objects.first { $0["code"] as? String == "warning" }
    #expect((said?["message"] as? String)?.hasSuffix("said") == true, "\(result.error)")
  }

  @Test func theErrorThatEndsTheRun() throws {
    let result = try tool.run("--diagnostics", "json", "-e", "error('no')", "a.jsonl")
    #expect(result.code == 4)
    #expect(
      result.error == #"{"code":"script_error","message":"no","param":null,"line":1,"#
        + #""file":"a.jsonl","custom_id":"a1","script":{"name":"-e","line":1}}"# + "\n")
    let load = try tool.run("--diagnostics", "json", "-e", "x = = 1", "a.jsonl")
    #expect(load.code == 3 && load.error.contains(#""script":{"name":"-e","line":1}"#))
    let input = try tool.run("--diagnostics", "json", "-e", "true", "none.jsonl")
    #expect(input.code == 2 && input.error.hasPrefix(#"{"code":"io","message":"cannot open"#))
  }

  @Test(arguments: [[], ["--sandbox"], ["--jobs", "2"], ["--timeout", "5"]])
  func timings(options: [String]) throws {
    try tool.write(
      """
      stateless = true
      local function slow()
        local sum = 0
        for i = 1, 20000 do sum = sum + i end
        return sum
      end
      function transform(r)
        local co = coroutine.wrap(function() return slow() end)
        r.body.model = tostring(co())
      end
      """, to: "t.lua")
    let result = try tool.run(
      command: ["run", "--timings"] + options + ["t.lua", "a.jsonl", "-o", "o.jsonl"])
    #expect(result.code == 0, "\(result.error)")
    let lines = result.error.split(separator: "\n").drop { !$0.hasPrefix("timings: ") }
    #expect(lines.dropFirst().first?.contains("t.lua:4 |") == true, "\(result.error)")
    #expect(
      lines.contains {
        $0.hasSuffix("t.lua:9 |     r.body.model = tostring(co())")
          || $0.hasSuffix("t.lua:9 |   r.body.model = tostring(co())")
      }, "\(result.error)")
    #expect(lines.first { $0.contains("t.lua:3 |") }?.contains("  3  t.lua:3") == true)
    let failed = try tool.run("--timings", "-e", "error('no')", "a.jsonl")
    #expect(failed.code == 4 && failed.error.contains("timings: "))
  }
}
