import Foundation
import Testing

/// `--from`: how the records of an input are framed.
struct InputFramingTests {
  let tool: Tool
  /// What must stay as it is behind a custom_id: a number that no double holds.
  private static let rest =
    #""method":"POST","url":"/v1/moderations","#
    + #""body":{"input":"[{,\"\\","n":12345678901234567890.10}}"#

  init() throws { tool = try Tool() }

  @discardableResult
  private func shell(_ command: String) throws -> String {
    let result = try CommandRunner.run(command, in: tool.folder)
    #expect(result.exitCode == 0, "\(result.errors)")
    return result.output
  }

  /// The thread that reads ahead uses nothing any more when the process ends: one in twenty such
  /// runs crashed.
  @Test(arguments: [["--head", "3"], ["-e", "if req.id == '5' then batch.stop() end"]])
  func endsBeforeItsInput(options: [String]) throws {
    let rows = (1...40000).map { "\($0),text of row \($0)\n" }
    try tool.write("id,text\n" + rows.joined(), to: "in.csv")
    let code = options.contains("-e") ? [] : ["-e", "true"]
    for _ in 1...20 {
      let result = try tool.run(
        command: ["run", "--from", "csv", "--to", "csv", "in.csv"] + options + code)
      #expect(result.code == 0 && result.error.isEmpty, "\(result.error)")
    }
  }

  private static func request(_ id: String) -> String { #"{"custom_id":"\#(id)",\#(rest)"# }

  /// Each with the lines at which its two records begin.
  static let files: [(name: String, text: String, lines: String)] = [
    ("pretty", "\n{\n\(request("a").dropFirst())\n{\r\n\(request("b").dropFirst())", "2\n4\n"),
    ("array", "[\n\(request("a")),\n\(request("b"))\n]\n", "2\n3\n"),
    ("array on a line", "[\(request("a")),\(request("b"))]", "1\n1\n"),
    ("two on a line", "\(request("a"))\(request("b"))\n", "1\n1\n"),
    ("commas", "\(request("a")),\n\(request("b")),\n", "1\n2\n"),
    ("marks", "\u{FEFF}\(request("a"))\n\u{FEFF}\(request("b"))\n", "1\n2\n"),
    ("arrays", "[\(request("a"))]\n\n[\(request("b"))]", "1\n3\n"),
    ("lines", "\(request("a"))\n\(request("b"))\n", "1\n2\n"),
  ]

  @Test(arguments: files.map(\.0))
  func valuesOfJSON(name: String) throws {
    let file = try #require(Self.files.first { $0.name == name })
    try tool.write(file.text, to: "in.json")
    for options in [[], ["--sandbox"]] {
      let result = try tool.run(
        command: ["run", "--from", "json"] + options + ["-e", "print(req.line)", "in.json"])
      #expect(result.output == Self.request("a") + "\n" + Self.request("b") + "\n")
      #expect(result.error == file.lines)
    }
  }

  /// What the message recommends for the file works.
  @Test(arguments: files.dropLast().map(\.0))
  func theRemedyIsNamed(name: String) throws {
    let file = try #require(Self.files.first { $0.name == name })
    try tool.write(file.text, to: "in.jsonl")
    let result = try tool.run("-e", "true", "in.jsonl", "-o", "out.jsonl")
    #expect(result.code == 4)
    #expect(result.error.contains("--from json"), "\(result.error)")
    #expect(!tool.has("out.jsonl"))
  }

  @Test func readersTakeTheSame() throws {
    for file in Self.files {
      try tool.write(file.text, to: "in.json")
      try tool.write(
        """
        function begin()
          for rec in batch.reader("in.json", { from = "json" }) do
            batch.emit(rec)
            print(rec.line)
          end
        end
        """, to: "s.lua")
      let result = try tool.run("s.lua")
      #expect(result.output == Self.request("a") + "\n" + Self.request("b") + "\n", "\(file.name)")
      #expect(result.error == file.lines)
    }
    try tool.write(Self.request("a") + ",\n", to: "in.json")
    try tool.write(
      "function begin() for rec in batch.reader('in.json') do end end", to: "s.lua")
    #expect(try tool.run("s.lua").error.contains("{ from = \"json\" } passes over it"))
  }

  @Test func manyValues() throws {
    let count = 20_000
    let text = (1...count).map { "{\n \"custom_id\": \"\($0)\",\"url\":\"/v1/responses\"}\n" }
    try tool.write("[" + text.joined(separator: ",") + "]", to: "in.json")
    try tool.write(
      """
      stateless = true
      function transform(req)
        assert(req.line == 2 * req.index - (req.index == 1 and 1 or 0) + (req.index > 1 and -1 or 0))
        assert(tonumber(req.custom_id) == req.index)
        return false
      end
      """, to: "s.lua")
    for jobs in ["1", "2"] {
      let result = try tool.run("--from", "json", "--jobs", jobs, "--summary", "s.lua", "in.json")
      #expect(result.code == 0, "\(result.error.prefix(500))")
      #expect(result.error.contains("read \(count)"))
    }
  }

  @Test(arguments: [
    ("[\(request("a"))\n", "in.json:1: the array that begins here is not closed"),
    ("\(request("a"))]\n", "a ']' that closes nothing\n  input in.json:1"),
    ("\(request("a"))\n{\"custom_id\":", "in.json:2: the value that begins here does not close"),
    ("{\"custom_id\":\"a\nb\"}", "unescaped control character in a string"),
    ("\n nonsense ", "expected a JSON value"),
    ("}", "expected a value"),
  ])
  func brokenValues(text: String, message: String) throws {
    try tool.write(text, to: "in.json")
    let result = try tool.run("--from", "json", "-e", "true", "in.json", "-o", "out")
    #expect(result.error.contains(message), "\(result.error)")
    #expect(result.code == 2 || result.code == 4)
    #expect(!tool.has("out"))
  }

  // MARK: Rows

  @Test func rowsBecomeObjects() throws {
    try tool.write("\u{FEFF}id;Text\r\n1;\"a;b\nc\"\r\n\r\n2;\"q\"\"q\"", to: "in.csv")
    let result = try tool.run(
      "--from", "csv", "--separator", ";", "--to", "json", "-e", "req.line = nil", "in.csv")
    #expect(
      result.output == #"""
        {"id":"1","Text":"a;b\nc"}
        {"id":"2","Text":"q\"q"}

        """#)
    let back = try tool.run(
      "--from", "csv", "--separator", ";", "--to", "csv", "-e", "true", "in.csv")
    #expect(back.output == "id;Text\n1;\"a;b\nc\"\n2;\"q\"\"q\"\n")
    let bad = try tool.run(
      "--from", "csv", "--separator", ";", "-e", "if req.id == '2' then error 'x' end", "in.csv")
    #expect(bad.error.contains("input in.csv:5"))
  }

  @Test func aColumnThatIsNotThere() throws {
    try tool.write("id,title\n1,x\n", to: "in.csv")
    let result = try tool.run("--from", "csv", "-e", "print(req.tilte)", "in.csv")
    #expect(result.code == 4)
    #expect(result.error.contains("the row has no column 'tilte'; did you mean 'title'?"))
    let deleted = try tool.run(
      "--from", "csv", "--to", "json", "-e",
      "req.title = nil; req.new = '1'; assert(req.title == nil and req.new == '1' and not json.has(req, 'x'))",
      "in.csv")
    #expect(deleted.output == "{\"id\":\"1\",\"new\":\"1\"}\n")
    let separator = try tool.run(
      "--from", "csv", "--separator", ";", "-e", "print(req.id)", "in.csv")
    #expect(separator.error.contains("--separator ','"))
  }

  @Test func rowsBecomeRequests() throws {
    try tool.write("name,text\nx,one\ny,two\n", to: "in.csv")
    try tool.write(
      """
      function transform(row)
        return batch.BatchRequestInput{
          custom_id = row.name, url = "/v1/responses", body = { input = row.text } }
      end
      """, to: "s.lua")
    let result = try tool.run("--from", "csv", "s.lua", "in.csv")
    #expect(
      result.output == #"""
        {"custom_id":"x","method":"POST","url":"/v1/responses","body":{"input":"one"}}
        {"custom_id":"y","method":"POST","url":"/v1/responses","body":{"input":"two"}}

        """#)
    try tool.write("name,text\nx,one\nx,two\n", to: "in.csv")
    #expect(try tool.run("--from", "csv", "s.lua", "in.csv").error.contains("duplicate"))
  }

  @Test func badBytesNameTheLine() throws {
    try tool.write("a,b\n1,2\n3,4\n", to: "latin.csv")
    try shell("printf 'a,b\\n1,\"x\\ny\\351\"\\n' > latin.csv; printf 'ok\\n\\351\\n' > latin.txt")
    for arguments in [["--from", "csv", "latin.csv"], ["--from", "text", "latin.txt"]] {
      let result = try tool.run(command: ["run", "-e", "true"] + arguments)
      let isRow = arguments[2] == "latin.csv"
      let column = isRow ? " in column 'b'" : ""
      #expect(result.error.contains("the byte 0xE9\(column) is not UTF-8"), "\(result.error)")
      #expect(result.error.contains("input \(isRow ? "latin.csv:3" : "latin.txt:2")"))
      #expect(result.code == 4)
    }
  }

  @Test func optionsThatDoNotFit() throws {
    for arguments in [
      ["--separator", ";"], ["--from", "csv", "--separator", ";;"], ["--from", "xml"],
      ["--from", "csv", "--type", "BatchRequestInput"],
      ["--from", "text", "--type", "BatchRequestOutput"],
    ] {
      let result = try tool.run(command: ["run", "-e", "true"] + arguments + ["in"])
      #expect(result.code == 2, "\(arguments)")
    }
  }

  // MARK: Texts

  @Test func linesBecomeStrings() throws {
    let text = "ü \"q\"\n\nlast"
    for options in [[], ["--sandbox"]] {
      let same = try tool.run(
        command: ["run", "--from", "text", "--to", "text"] + options + ["-e", "true"], input: text)
      #expect(same.output == text + "\n")
      let json = try tool.run(
        command: ["run", "--from", "text"] + options + ["--to", "json", "-e", "{ n = #req }"],
        input: text)
      #expect(json.output == "{\"n\":6}\n{\"n\":0}\n{\"n\":4}\n")
    }
    let drop = try tool.run("--from", "text", "--to", "text", "-e", "req ~= ''", input: text)
    #expect(drop.output == "ü \"q\"\nlast\n")
    let bad = try tool.run("--from", "text", "--to", "text", "-e", "error(req)", input: text)
    #expect(bad.error.contains("error: ü \"q\"") && bad.error.contains("standard input:1"))
  }
}
