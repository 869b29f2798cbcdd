import Foundation
import Testing

/// No data commands a terminal or begins a line of a message, wherever it comes from.
struct ForgedMessageTests {
  let tool: Tool
  /// All that is escaped, and what a log of a build server would take for a command.
  private static let bad =
    (0...0x1F).map { String(Unicode.Scalar($0)) }.joined().replacing("\0", with: "")
    + "\u{7F}\u{85}\u{9B}2J\u{61C}\u{200E}\u{202E}\u{2028}\u{2029}\u{2066}\u{FEFF}\n::error::forged"
  /// The same as a string of JSON.
  private static let quoted =
    "\"" + bad.utf16.map { "\\u" + ("000" + String($0, radix: 16)).suffix(4) }.joined() + "\""
  /// The same as a string of Lua.
  private static let lua = "'" + bad.utf8.map { "\\" + ("00\($0)").suffix(3) }.joined() + "'"
  /// The same as the name of a file or of an option.
  private static let name = bad.replacing("/", with: "")

  init() throws {
    tool = try Tool()
    try tool.write(Tool.requests(1), to: "in.jsonl")
  }

  /// Line ends and tabs are the message's own; a line that data begins would begin with "::", which
  /// what a script prints may do.
  private func check(
    _ text: String, _ what: String, isEmpty: Bool = false, isPrinted: Bool = false
  ) {
    #expect(isEmpty || text.contains("::error::forged"), "\(what) is not shown: \(text)")
    for line in text.split(separator: "\n") {
      #expect(isPrinted || !line.hasPrefix("::"), "\(what): \(text)")
      for scalar in line.unicodeScalars {
        switch scalar.value {
        case 0x09 where isPrinted: break
        case 0..<0x20, 0x7F...0x9F, 0x61C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF:
          Issue.record("U+\(String(scalar.value, radix: 16)) of \(what): \(text)")
          return
        default: break
        }
      }
    }
  }

  private func run(_ arguments: [String], input: String? = nil, _ what: String) throws {
    for sandbox in [[], ["--sandbox"]] {
      let result = try tool.run(
        command: ["run"] + sandbox + arguments, input: input ?? Tool.requests(1))
      check(result.error, what + sandbox.joined())
    }
  }

  @Test func members() throws {
    let request = Tool.request("r1")
    let places = [
      ("custom_id", #""r1""#), ("method", #""POST""#), ("url", #""/v1/chat/completions""#),
      ("model", #""gpt-5""#),
    ]
    for (name, value) in places {
      let line = request.replacing("\"\(name)\":\(value)", with: "\"\(name)\":\(Self.quoted)")
      #expect(line != request)
      let other = name == "custom_id" ? line : Tool.request("other")
      let input = "\(other)\n\(line)\n"
      let options = ["--on-error", "skip", "-e", "true", "-"]
      try run(options, input: input, name)
    }
  }

  /// Names that data has, where a script means another.
  @Test func keys() throws {
    // Only a little is another character, so that it is the near name.
    for character in ["\u{1B}", "\n", "\u{9B}", "\r"] {
      let escape = "\\u" + ("000" + String(character.utf16.first!, radix: 16)).suffix(4)
      let line = Tool.request("r1").replacing(#""model""#, with: #""content\#(escape)":1,"model""#)
      for code in ["body.contents.x = 1", "req.json.body.contents.x = 1"] {
        for sandbox in [[], ["--sandbox"]] {
          let result = try tool.run(command: ["run"] + sandbox + ["-e", code, "-"], input: line)
          check(result.error, code, isEmpty: true)
          #expect(result.error.contains("did you mean 'content\\"), "\(result.error)")
        }
      }
    }
    let members = #""model":"m","input":"x",\#(Self.quoted):1,\#(Self.quoted):2"#
    let twice =
      #"{"custom_id":"a","method":"POST","url":"/v1/embeddings","body":{\#(members)}}"#
    try run(
      [
        "-e", "batch.log.warn('%s', req:validate()[1].message) error(req:validate()[1].message, 0)",
      ],
      input: twice, "a key that is there twice")
    let odd = #"{"custom_id":\#(Self.quoted),"response":{"status_code":\#(Self.quoted)}}"#
    try run(["-e", "error('x', 0)"], input: odd, "an id of a result")
    try run(["-e", "error((select(2, req:failure())), 0)"], input: odd, "a status")
  }

  @Test func rows() throws {
    let quoted = "\"" + Self.bad.replacing("\"", with: "") + "\""
    try tool.write("\(quoted),\(quoted)\n1,2\n", to: "twice.csv")
    try tool.write("\(quoted)\n\u{1B}x\"\n", to: "quote.csv")
    try tool.write("nosuch\u{1B}\n1\n", to: "near.csv")
    for (file, isShown) in [("twice.csv", true), ("quote.csv", false), ("near.csv", false)] {
      let result = try tool.run(
        "--from", "csv", "--to", "json", "-e", "req.nosuch = req.nosuch", file)
      check(result.error, file, isEmpty: !isShown)
      let reader = try tool.run("-e", "batch.csv('\(file)'):read().nosuch = 1", "in.jsonl")
      check(reader.error, file, isEmpty: true)
    }
  }

  /// Lines of a script are shown where it fails.
  @Test func linesOfScripts() throws {
    // Tabs of a line are shown as they are.
    var scalars = Self.bad.unicodeScalars
    scalars.removeAll { "\t\n\r".unicodeScalars.contains($0) }
    let line = String(scalars)
    try tool.write("function transform()\n  error('x') --[[\(line)]]\nend\n", to: "s.lua")
    try run(["s.lua", "in.jsonl"], "a line of the script")
    try tool.write("function transform()\n  x x --[[\(line)]]\nend\n", to: "t.lua")
    try run(["t.lua", "in.jsonl"], "a line that is not Lua")
    try tool.write("error('x') --[[\(line)]]", to: "module.lua")
    try tool.write("function transform() require('module') end", to: "u.lua")
    try run(["u.lua", "in.jsonl"], "a line of a module")
  }

  /// Wherever it goes, only line ends and tabs stay.
  @Test func whatScriptsPrint() throws {
    let codes = [
      "print(\(Self.lua))", "warn(\(Self.lua))", "warn('@on') warn('a', \(Self.lua), 'b')",
      "io.write(\(Self.lua))", "io.stderr:write('a', \(Self.lua))", "io.stdout:write(\(Self.lua))",
      "print(debug.traceback(\(Self.lua)))",
      "print(setmetatable({}, {__name = \(Self.lua)}))",
      "print(setmetatable({}, {__tostring = function() return \(Self.lua) end}))",
    ]
    for code in codes {
      for sandbox in [[], ["--sandbox"]] {
        let result = try tool.run(
          command: ["run"] + sandbox + ["-e", code + " return false", "in.jsonl"])
        check(result.error, code, isPrinted: true)
      }
    }
  }

  /// Longer than what goes to the other process at once, no character is cut.
  @Test func longPrints() throws {
    for letter in ["ä", "€", "😀"] {
      for start in ["", "a", "ab", "abc"] {
        let result = try tool.run(
          "--sandbox", "-e", "print('\(start)' .. ('\(letter)'):rep(70000)) return false",
          "in.jsonl")
        #expect(result.error == start + String(repeating: letter, count: 70000) + "\n")
      }
    }
  }

  @Test func wordsOfScripts() throws {
    let codes = [
      "error(\(Self.lua))", "error(\(Self.lua), 0)", "error{message = \(Self.lua)}",
      "error{message = 'm', code = \(Self.lua)}", "error{code = 'c', message = \(Self.lua)}",
      "error{[\(Self.lua)] = 1}", "batch.log.info(\(Self.lua))", "batch.log.error(\(Self.lua))",
      "batch.log.warn('%s', \(Self.lua))", "batch.reject(\(Self.lua))",
      "batch.reject{message = 'm', code = \(Self.lua)}", "require(\(Self.lua))",
      "body[\(Self.lua)] = print", "req[\(Self.lua)] = 1", "json.decode(\(Self.lua))",
      "batch.reader(\(Self.lua))", "load('error()', '@' .. \(Self.lua))()",
      "batch.readfile(\(Self.lua))", "batch.writer('x', { max_bytes = \(Self.lua) })",
      "batch.csv('in.jsonl', { separator = \(Self.lua) })", "body.nosuch[\(Self.lua)] = 1",
      "batch.reject{message = 'm', param = \(Self.lua)}",
      "error{message = 'm', param = \(Self.lua)}",
      "error(setmetatable({}, {__tostring = function() return \(Self.lua) end}))",
      "body[\(Self.lua)].x = 1", "local t = setmetatable({}, {__name = \(Self.lua)}) return t + 1",
      "assert(load(\(Self.lua)))", "assert(load('x = \\'' .. \(Self.lua)))",
      "batch.regex('(' .. \(Self.lua))", "batch.BatchRequestInput{[\(Self.lua)] = 1}",
      "batch.Batch.decode(\(Self.lua))", "batch.require_version(\(Self.lua))",
      "json.encode({[\(Self.lua)] = print})", "batch.unbase64(\(Self.lua))",
      "batch.lines(\(Self.lua) .. '/x')",
      "batch.reader('in.jsonl', { type = \(Self.lua) })",
      "batch.reader('x', { from = \(Self.lua) })",
      "batch.writer('x', { to = \(Self.lua) })", "batch.writer('x', { [\(Self.lua)] = 1 })",
      "string.format('%d', \(Self.lua))", "string.rep(\(Self.lua), 1e10)",
      "local _ = \(Self.lua) + 1",
      "_ENV[\(Self.lua)] = _ENV[\(Self.lua)] + 1", "select('x', \(Self.lua))",
      "return \(Self.lua)", "setmetatable({}, {__index = function() error(\(Self.lua)) end}).x()",
    ]
    for code in codes {
      for sandbox in [[], ["--sandbox"]] {
        let result = try tool.run(
          command: ["run"] + sandbox + ["-e", code, "in.jsonl"])
        check(result.error, code, isEmpty: true)
        #expect(!result.error.isEmpty, "\(code)")
      }
    }
  }

  @Test func manyRejects() throws {
    let result = try tool.run(
      "-e", "batch.reject{message = 'm', code = \(Self.lua)}", "-", input: Tool.requests(20))
    check(result.error, "codes in the end")
    #expect(result.error.contains("20 records were left out"))
  }

  @Test func names() throws {
    let name = Self.name
    try run([name, "in.jsonl"], "a script that is not there")
    try run(["-e", "true", name], "an input that is not there")
    try run(["-e", "true", "in.jsonl", "-o", "none/" + name], "an output")
    try run(["-e", "true", "--rejects", "none/" + name, "in.jsonl"], "rejects")
    try run(["-D", "=" + name, "-e", "true", "in.jsonl"], "a bad definition")
    try run(["--profile", name, "-e", "true", "in.jsonl"], "a profile")
    try run(["--type", name, "-e", "true", "in.jsonl"], "a type")
    for option in ["--max-memory", "--max-line", "--max-bytes", "--separator"] {
      try run([option, name, "-e", "true", "in.jsonl"], option)
    }
    let words = [
      "--from", "--to", "--on-error", "--color", "--jobs", "--timeout", "--max-errors",
      "--max-requests", "--rejected-exit",
    ]
    for option in words { try run([option, name, "-e", "true", "in.jsonl"], option) }
    for (option, word) in [("-o", "x/"), ("--rejects", "x/"), ("-L", "")] {
      let result = try tool.run(
        command: ["run", option, name + word, "--on-error", "quarantine", "-e", "x()", "in.jsonl"])
      check(result.error, option, isEmpty: true)
    }
    let code = try tool.run("-e", name, "in.jsonl")
    check(code.error, "code that is not Lua", isEmpty: true)
    #expect(code.code == 3)
    try run(["-e", "true", name + "/", "in.jsonl"], "a folder that is not there")
    try run(["-e", "true", "in.jsonl", "-o", name + "/"], "an output that is a folder")
    let option = try tool.run(command: ["run", "--x" + name, "-e", "true"])
    check(option.error, "an option", isEmpty: true)
    try tool.write("options = { a = {} } function transform() end", to: "o.lua")
    try run(["-D", name + "=1", "o.lua", "in.jsonl"], "an option of the script")
    let declared = [
      ("{ [\(Self.lua)] = { required = true } }", "a=1"),
      ("{ a = { values = { \(Self.lua) } } }", "a=1"),
      ("{ a = { type = 'integer' } }", "a=" + name), ("{ a = { type = \(Self.lua) } }", "a=1"),
      ("{ a = { type = 'file' } }", "a=" + name), ("{ a = { [\(Self.lua)] = 1 } }", "a=1"),
    ]
    for (options, definition) in declared {
      try tool.write("options = \(options) function transform() end", to: "d.lua")
      let result = try tool.run("-D", definition, "d.lua", "in.jsonl")
      check(result.error, options)
    }
    for command in [[name], ["help", name], ["types", "in.jsonl/" + name]] {
      check(try tool.run(command: command).error, "\(command)")
    }
    try tool.write("function transform() error('x') end", to: name)
    try run([name, "in.jsonl"], "the script's name")
    try tool.write("x x", to: name)
    try run([name, "in.jsonl"], "the name of a script that is not Lua")
    try tool.write("{\"a\":tru}", to: name)
    try run(["-e", "true", name], "the input's name")
    try tool.write("{}", to: name)
    try run(["-e", "true", name], "the name of an input that is no record")
    try tool.write("error('x')", to: name + ".lua")
    try tool.write("require(\(Self.lua.replacing("\\047", with: "")))", to: "r.lua")
    try run(["r.lua", "in.jsonl"], "the name of a module")
    try tool.write("x x", to: name + ".lua")
    try run(["r.lua", "in.jsonl"], "the name of a module that is not Lua")
    try tool.write(
      "w = w or batch.writer(\(Self.lua.replacing("\\047", with: "")) .. '{part:03}', {max_requests = 1})",
      to: "w.lua")
    try tool.write("old", to: name + "002")
    let parts = try tool.run(
      "-e", try tool.read("w.lua") + " w:write(req)", "in.jsonl", "-o", "out.jsonl")
    check(parts.error, "parts of an earlier run")
  }

  /// Bytes that are no UTF-8, such as a control character of Latin 1.
  @Test func bytes() throws {
    let name = "\"$(printf '\\377\\233m\\033x')\""
    for arguments in [
      "-e true \(name)", "\(name) in.jsonl", "-e true in.jsonl -o none/\(name)", "-e \(name)",
      "-e true -D \(name) in.jsonl", "--profile \(name) -e true", "--\(name)",
      "-L \(name) -e 'x()'",
    ] {
      let result = try CommandRunner.run("batchlua run \(arguments)", in: tool.folder)
      check(result.errors, arguments, isEmpty: true)
      #expect(result.exitCode != 0 && !result.errors.isEmpty)
    }
    for command in ["help \(name)", "types \(name)/x", "\(name)"] {
      let result = try CommandRunner.run("batchlua \(command)", in: tool.folder)
      check(result.errors, command, isEmpty: true)
    }
  }

  @Test(arguments: [[], ["--sandbox"]])
  func helpOfScripts(options: [String]) throws {
    try tool.write(
      """
      options = {
        p = { help = \(Self.lua) }, q = { default = \(Self.lua) }, [\(Self.lua)] = { help = "x" },
      }
      """, to: "h.lua")
    let result = try tool.run(command: ["run"] + options + ["h.lua", "--help"])
    check(result.output + result.error, "help")
    #expect(result.output.contains("-D p="), "\(result.error)")
  }

  @Test(arguments: [[], ["--sandbox"]])
  func valuesInHelpOfScripts(options: [String]) throws {
    for values in ["values = { \(Self.lua), 'b' }", "default = { \(Self.lua) }, many = true"] {
      try tool.write("options = { p = { \(values) } }", to: "h.lua")
      let result = try tool.run(command: ["run"] + options + ["h.lua", "--help"])
      check(result.output + result.error, values)
    }
    let named = Self.name + ".lua"
    try tool.write("options = { p = {} }", to: named)
    let result = try tool.run(command: ["run"] + options + [named, "--help"])
    check(result.output + result.error, "the name of the script")
  }
}
