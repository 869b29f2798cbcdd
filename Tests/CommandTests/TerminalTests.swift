import Testing

@testable import BatchLua
@testable import BatchLuaCommand

/// What a terminal is shown: colours, the bar.
struct TerminalTests {
  let tool: Tool

  init() throws {
    tool = try Tool()
    try tool.write(Tool.requests(2000), to: "in.jsonl")
  }

  private let failing = ["-e", "error('x', 0)", "in.jsonl"]

  @Test(arguments: [
    ([], ["TERM=xterm"], true), ([], ["TERM=dumb"], false), ([], [], false),
    ([], ["TERM=xterm", "NO_COLOR=1"], false), ([], ["TERM=xterm", "NO_COLOR="], true),
    (["--color", "never"], ["TERM=xterm"], false),
    (["--color", "always"], ["TERM=dumb", "NO_COLOR=1"], true),
  ])
  func colour(options: [String], environment: [String], isColored: Bool) throws {
    let (text, code) = try Screen.show(tool, options + failing, environment: environment)
    #expect(code == 4)
    let head = isColored ? "\u{1B}[1;31merror:\u{1B}[0m x\n" : "error: x\n"
    #expect(text.hasPrefix(head), "\(text)")
    #expect(text.dropFirst(head.count).allSatisfy { $0 != "\u{1B}" }, "\(text)")
  }

  @Test func noColourInPipes() throws {
    let result = try tool.run(command: ["run"] + failing, through: ["/usr/bin/env", "TERM=xterm"])
    #expect(result.error.hasPrefix("error: x\n"))
    let always = try tool.run(command: ["run", "--color", "always"] + failing)
    #expect(always.error.hasPrefix("\u{1B}[1;31merror:\u{1B}[0m x\n"), "\(always.error)")
  }

  private let slow = [
    "-e",
    """
    if req.index % 500 == 0 then local t = os.clock() while os.clock() - t < 0.3 do end end
    """, "in.jsonl",
  ]

  @Test(arguments: [100, 40, 12]) func barFitsTheTerminal(columns: Int) throws {
    let (text, code) = try Screen.show(tool, slow, columns: columns)
    #expect(code == 0, "\(text)")
    let bars = text.split(separator: "\r\u{1B}[K").filter { !$0.contains("\n") }
    #expect(bars.allSatisfy { $0.count < columns }, "\(bars)")
    #expect(text.contains("read 2000, written 2000"), "\(text)")
  }

  @Test func dumbTerminalsHaveNoBar() throws {
    let (text, _) = try Screen.show(tool, slow, environment: ["TERM=dumb"])
    #expect(text.hasPrefix("read 2000, written 2000"), "\(text)")
    #expect(!text.contains("\u{1B}") && !text.contains("\r"))
  }

  @Test func whatABarShows() {
    let progress = Progress(over: [Path(tool.path("in.jsonl"))])
    var summary = RunSummary()
    summary.read = 1000
    summary.bytesRead = Tool.requests(2000).utf8.count / 2
    summary.seconds = 75
    let whole = "[##############----------------] 49 %, 1:16 left, 1000 records, 13 records/s"
    #expect(progress.line(summary, width: 100) == whole)
    for width in [80, 60, 40, 20, 5, 1] {
      let line = progress.line(summary, width: width)
      #expect(line.count < width, "\(line)")
      #expect(width < 20 || line.contains("49 %"), "\(line)")
    }
    let unknown = Progress(over: ["-"]).line(summary, width: 100)
    #expect(unknown == "1000 records, 13 records/s")
  }

  @Test func theScriptsWordsCommandNoTerminal() throws {
    let code =
      #"print("\27]0;t\7\u{202e}\xff\tx") batch.log.info("\27[2J\n::error::") return false"#
    try tool.write(Tool.requests(1), to: "one.jsonl")
    for sandbox in [[], ["--sandbox"]] {
      let (text, exit) = try Screen.show(tool, sandbox + ["-q", "-e", code, "one.jsonl"])
      #expect(exit == 0)
      #expect(text == "\\x1b]0;t\\x07\\u{202e}\\xff\tx\n", "\(text)")
    }
    let piped = try tool.run("-e", code, "one.jsonl")
    #expect(
      piped.error
        == "\\x1b]0;t\\x07\\u{202e}\\xff\tx\ninfo: one.jsonl:1: \\x1b[2J\\n::error::\n")
  }
}
