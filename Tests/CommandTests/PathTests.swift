import Foundation
import Testing

/// Names of files that are no text go from the command line to the system as they are.
struct PathTests {
  private let tool: Tool

  init() throws {
    tool = try Tool()
    try tool.write(Tool.requests(2), to: "in.jsonl")
  }

  /// Runs a line of bash in the folder; `$B` is the program.
  private func shell(_ text: String) throws -> Tool.Result {
    try tool.run(command: [], through: ["bash", "-c", "B=$0; \(text)"])
  }

  @Test func outputsAndInputsKeepTheirBytes() throws {
    let result = try shell(
      #"""
      t=$'caf\xe9.jsonl'
      "$B" run -e true in.jsonl -o "$t" && "$B" run -e true "$t" -o copy.jsonl && cmp "$t" copy.jsonl
      "$B" run -e true "$t" -o "$t" --rejects $'bad\xff' && rm "$t" $'bad\xff' $'bad\xff.errors.jsonl'
      """#)
    #expect(result.code == 0, "\(result.error)")
    #expect(tool.names == ["copy.jsonl", "in.jsonl"])
  }

  @Test(arguments: [[], ["--sandbox"]]) func scriptsAndModulesKeepThem(options: [String]) throws {
    try tool.write(
      #"assert(require "m" == "d\xfe/m.lua"); function transform(r) require "n" end"#, to: "s.lua")
    try tool.write("return select(2, ...)", to: "m.lua")
    try tool.write("error('here')", to: "n.lua")
    let result = try shell(
      #"""
      mkdir $'d\xfe' $'e\xfe'; mv s.lua m.lua $'d\xfe'; mv n.lua $'e\xfe'
      "$B" run \#(options.joined()) $'d\xfe/s.lua' -L $'e\xfe' in.jsonl -o out.jsonl
      """#)
    #expect(result.code == 4)
    #expect(result.error.contains("  --> e\\xfe/n.lua:1\n   1 | error('here')\n"))
  }

  /// Values of options are bytes, as strings of Lua are: of any type, with any default.
  @Test func optionsKeepThem() throws {
    try tool.write(
      #"""
      options = { f = { type = "file" }, list = { type = "file", many = true }, t = { default = "\xfe" } }
      function transform(r)
        assert(args.f == "i\xfe" and args.list[2] == "in.jsonl" and args.t == "\xff=\xfe")
        assert(batch.reader(args.f):read())
      end
      """#, to: "s.lua")
    let result = try shell(
      #"""
      cp in.jsonl $'i\xfe'
      "$B" run -D $'f=i\xfe' -D $'list=i\xfe' -Dlist=in.jsonl -D $'t=\xff=\xfe' s.lua $'i\xfe' |
        head -n 1
      "$B" run -D $'x=\xfe' -e 'assert(args.x == "\xfe")' in.jsonl >/dev/null
      "$B" run s.lua --help | grep -- '-D t='
      "$B" run --sandbox s.lua --help | grep -- '-D t='
      "$B" run -D $'f=n\xfe' s.lua in.jsonl
      echo $?
      "$B" run -D $'\xfe=1' s.lua in.jsonl 2>&1 | head -n 1
      """#)
    #expect(
      result.output == """
        \(Tool.request("r1"))
          -D t=STRING             (string, default: \\xfe)
          -D t=STRING             (string, default: \\xfe)
        2
        error: -D takes a name in UTF-8, got '\\xfe=1'

        """)
    #expect(
      result.error == """
        error: option 'f' of s.lua takes a file; cannot read 'n\\xfe': there is no such file or directory

        """)
  }

  @Test func whatScriptsOpenKeepsThem() throws {
    try tool.write(
      #"""
      local both = { batch.writer("\xc3\xa9", {type="text"}), batch.writer("e\xcc\x81", {type="text"}) }
      local parts = batch.writer("p\xff/{part}", {type="text", max_requests = 1})
      function transform(r)
        assert(batch.readfile(r.file) == batch.readfile("in.jsonl"))
        assert(batch.reader(r.file):read().file == r.file)
        assert(batch.lines(r.file).file == r.file)
        for i, w in ipairs(both) do w:write(i .. r.file) end
        parts:write("x")
        assert(parts.path == "p\xff/" .. parts.part)
      end
      """#, to: "s.lua")
    let result = try shell(
      #"""
      cp in.jsonl $'i\xfe'; "$B" run s.lua $'i\xfe' -o out.jsonl || exit
      cat $'\xc3\xa9' $'e\xcc\x81'; rm $'\xc3\xa9' $'e\xcc\x81' $'i\xfe' $'p\xff/1' $'p\xff/2'; rmdir $'p\xff'
      """#)
    #expect(result.code == 0, "\(result.error)")
    let (one, two) = (Data([0x31, 0x69, 0xFE, 0x0A]), Data([0x32, 0x69, 0xFE, 0x0A]))
    #expect(result.bytes == one + one + two + two)
    #expect(tool.names == ["in.jsonl", "out.jsonl", "s.lua"])
  }

  @Test func messagesShowThemEscaped() throws {
    let missing = try shell(#""$B" run -e true $'nix\xfe\x1b.jsonl'"#)
    #expect(missing.code == 2)
    #expect(
      missing.error
        == "error: cannot open nix\\xfe\\x1b.jsonl: there is no such file or directory\n")
    let bad = try shell(#"echo '{' > $'i\xfe'; "$B" run -e true $'i\xfe' -o out.jsonl"#)
    #expect(bad.code == 4)
    #expect(bad.error.contains("  input i\\xfe:1\n"))
    let option = try shell(#""$B" run -e true --nothing$'\xfe'"#)
    #expect(option.error.contains("--nothing\\xfe"))
  }

  @Test func textsOfTheCommandLineComeBackAsTheyWere() throws {
    let name = "\u{10FFE9}-\u{10FF41}-é"
    let result = try tool.run("-e", "true", "in.jsonl", "-o", name)
    #expect(result.code == 0)
    #expect(tool.names.contains(name))
  }

  @Test(arguments: ["new/", "in.jsonl/", "a/b/"])
  func aNameThatEndsInASlashIsNoFile(name: String) throws {
    for arguments in [["-o", name], ["-o", "out.jsonl", "--rejects", name]] {
      for options in [[], ["--sandbox"]] {
        let result = try tool.run(command: ["run", "-e", "true", "in.jsonl"] + arguments + options)
        #expect(result.code == 2)
        #expect(
          result.error
            == "error: cannot write \(name): a name that ends in '/' is that of a directory\n")
      }
    }
    let script = "batch.writer('\(name)')"
    let result = try tool.run("-e", script, "in.jsonl", "-o", "out.jsonl")
    #expect(result.code == 4)
    #expect(result.error.hasPrefix("error: cannot write \(name): a name that ends in '/'"))
    #expect(tool.names == ["in.jsonl"])
  }
}
