import Foundation
import Testing

/// Records that could not be framed, and what becomes of them with `--on-error`.
struct FramingFaultTests {
  let tool: Tool

  init() throws { tool = try Tool() }

  private func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: tool.folder.appending(path: name))
  }

  private func data(_ name: String) throws -> Data {
    try Data(contentsOf: tool.folder.appending(path: name))
  }

  // MARK: Packed bytes

  /// No conversion makes text of them.
  @Test(arguments: [("gzip", [0x1F, 0x8B, 0x08, 0x00]), ("Zstandard", [0x28, 0xB5, 0x2F, 0xFD])])
  func packedBytesBehindText(name: String, bytes: [UInt8]) throws {
    try write(Array((Tool.request("r1") + "\n").utf8) + bytes, to: "in.jsonl")
    try write(Array("a\nb\n".utf8) + bytes, to: "in.txt")
    for arguments in [["in.jsonl"], ["--from", "text", "--to", "text", "in.txt"]] {
      let result = try tool.run(command: ["run", "-e", "true"] + arguments)
      #expect(result.code != 0)
      #expect(
        result.error.contains("\(name) bytes begin there: unpack the files before"),
        "\(result.error)")
    }
  }

  // MARK: Rows

  private static let rows = Array(
    "id,text\r\n1,a\r\n2\r\n3,\"b\nc\"\r\n4,\"x\"y\r\n5,a\"b\r\n6,\"p\nq".utf8)
  /// Behind the bad byte.
  private static let rest = Array("\"\r\n7,end\r\n".utf8)

  @Test(arguments: [[], ["--jobs", "2"], ["--sandbox"]])
  func rowsAreRejectedAsTheyWere(options: [String]) throws {
    try write(Self.rows + [0xE9] + Self.rest, to: "in.csv")
    try tool.write(
      """
      stateless = true
      function transform(row)
        if row.id == "3" then error("no") end
        return { id = row.id, line = batch.current.line, raw = batch.current.raw }
      end
      """, to: "s.lua")
    let result = try tool.run(
      command: [
        "run", "--from", "csv", "--to", "json", "--on-error", "quarantine", "--rejects", "bad.csv",
      ] + options + ["s.lua", "in.csv", "-o", "out.jsonl"])
    #expect(result.code == 1, "\(result.error)")
    #expect(
      try tool.read("out.jsonl")
        == #"{"id":"1","line":2,"raw":"1,a"}"# + "\n" + #"{"id":"7","line":10,"raw":"7,end"}"#
        + "\n")
    let bad = "id,text\n2\n3,\"b\nc\"\n4,\"x\"y\n5,a\"b\n6,\"p\nq"
    #expect(try data("bad.csv") == Data(bad.utf8 + [0xE9] + Array("\"\n".utf8)))
    let reasons = try tool.read("bad.csv.errors.jsonl").split(separator: "\n")
    let expected = [
      ("invalid_row", "the row has 1 field, the header 2", 3), ("script_error", "no", 4),
      ("invalid_row", "text after the closing quote of a field", 6),
      ("invalid_row", "a quote inside of a field that does not begin with one", 7),
      ("invalid_row", "the byte 0xE9 in column 'text' is not UTF-8", 9),
    ]
    #expect(reasons.count == expected.count)
    for (reason, (code, message, line)) in zip(reasons, expected) {
      #expect(reason.hasPrefix("{\"code\":\"\(code)\",\"message\":\"\(message)"), "\(reason)")
      #expect(reason.contains("\"line\":\(line),\"file\":\"in.csv\""), "\(reason)")
    }
  }

  /// What is rejected can be read again.
  @Test func rejectsAreFramedAsTheInput() throws {
    try tool.write("id;text\n1;\"a;b\"\n2;\"c\nd\"\n3;e\n", to: "in.csv")
    let arguments = ["--from", "csv", "--separator", ";", "--to", "json"]
    let all = try tool.run(command: ["run"] + arguments + ["-e", "true", "in.csv"])
    let failed = try tool.run(
      command: ["run"] + arguments + [
        "--on-error", "quarantine", "--rejects", "bad.csv", "-e", "error('x')", "in.csv",
      ])
    #expect(failed.code == 1 && failed.output.isEmpty)
    #expect(try tool.read("bad.csv") == tool.read("in.csv"))
    #expect(
      try tool.run(command: ["run"] + arguments + ["-e", "true", "bad.csv"]).output == all.output)
  }

  /// Each header stands before the rows that are below it.
  @Test func rowsOfSeveralFiles() throws {
    try tool.write("a,b\n1\n", to: "1.csv")
    try tool.write("a,b\n2\n", to: "2.csv")
    try tool.write("c,d\n3\n", to: "3.csv")
    let result = try tool.run(
      "--from", "csv", "--to", "json", "--on-error", "quarantine", "--rejects", "bad.csv", "-e",
      "true", "1.csv", "2.csv", "3.csv")
    #expect(result.code == 1)
    #expect(try tool.read("bad.csv") == "a,b\n1\n2\nc,d\n3\n")
  }

  @Test func manyBadRows() throws {
    let text = "a,b\n" + (1...40_000).map { $0 % 3 == 0 ? "\($0),x\n" : "\($0)\n" }.joined()
    try tool.write(text, to: "in.csv")
    let result = try tool.run(
      "--from", "csv", "--to", "csv", "--on-error", "quarantine", "--rejects", "bad.csv", "-e",
      "assert(tonumber(req.a) + 1 == batch.current.line)", "in.csv", timeout: 60)
    #expect(result.code == 1, "\(result.error.prefix(500))")
    #expect(result.output.split(separator: "\n").count == 13_334)
    #expect(try tool.read("bad.csv").split(separator: "\n").count == 26_668)
    #expect(result.error.contains("26667 invalid_row"), "\(result.error.suffix(300))")
  }

  @Test(arguments: [
    ("a,b\n1,\"x\n2,y\n", "in.csv:2: a quote that is opened here is never closed"),
    ("a,\"b\n1,2\n", "in.csv:1: a quote that is opened here is never closed"),
    ("a,a\n1,2\n", "in.csv:1: the header has 'a' twice"),
    ("a,b\"\n1,2\n", "in.csv:1: a quote inside of a field"),
  ])
  func whatEndsTheRun(text: String, message: String) throws {
    try tool.write(text, to: "in.csv")
    let result = try tool.run(
      "--from", "csv", "--to", "csv", "--on-error", "skip", "-e", "true", "in.csv", "-o", "o.csv")
    #expect(result.code == 2)
    #expect(result.error.contains(message), "\(result.error)")
    #expect(!tool.has("o.csv"))
  }

  // MARK: The separator

  @Test(arguments: [(";", ";"), ("\t", "\\t"), ("|", "|")])
  func anotherSeparator(separator: String, name: String) throws {
    try tool.write("id\(separator)text\n1\(separator)a,b\n", to: "in.csv")
    let result = try tool.run("--from", "csv", "--to", "json", "-e", "true", "in.csv")
    #expect(result.code == 2)
    #expect(result.error.contains("in.csv:2: the header is one column"), "\(result.error)")
    #expect(result.error.contains("--separator '\(name)'"), "\(result.error)")
    let right = try tool.run(
      "--from", "csv", "--separator", name, "--to", "json", "-e", "true", "in.csv")
    #expect(right.output == "{\"id\":\"1\",\"text\":\"a,b\"}\n")
    try tool.write(
      "function begin() for row in batch.csv('in.csv') do print(row.id) end end", to: "s.lua")
    let script = try tool.run("s.lua")
    #expect(script.error.contains("separator = \"\(name)\""), "\(script.error)")
  }

  @Test func oneColumnThatHoldsOne() throws {
    for text in ["\"a;b\"\n1;2\n", "a;b\n12\n", "a;b\n", "text\n1;2\n"] {
      try tool.write(text, to: "in.csv")
      let result = try tool.run("--from", "csv", "--to", "json", "-e", "true", "in.csv")
      #expect(result.code == 0, "\(result.error)")
    }
  }

  // MARK: Texts

  @Test func linesAreRejectedAsTheyWere() throws {
    try write(Array("one\ntwo ".utf8) + [0xE9] + Array("\r\n\nthree".utf8), to: "in.txt")
    let result = try tool.run(
      "--from", "text", "--to", "text", "--on-error", "quarantine", "--rejects", "bad.txt", "-e",
      "req ~= 'three' or error('x')", "in.txt")
    #expect(result.code == 1 && result.output == "one\n\n", "\(result.error)")
    #expect(try data("bad.txt") == Data(Array("two ".utf8) + [0xE9] + Array("\nthree\n".utf8)))
    #expect(result.error.contains("the byte 0xE9 is not UTF-8"))
    #expect(result.error.contains("input in.txt:2"))
  }

  // MARK: JSON

  @Test(arguments: ["", "  "])
  func valuesAreRejectedAsTheyWere(indent: String) throws {
    let values = [
      #"{"a": 1}"#, #"{"a": [1, 2}"#, #"{"a": {"b": 1}"#, #"{"a": "x}"#, "{\"a\": \"y\n   z\"}",
      "{\"a\": 1\n   2}", #"{"a": tru}"#, #"{"a": 1]}"#, #"{"a": "x"#, #"{"a": 9}"#,
    ]
    for separator in ["\n", ",\n", ",\r\n"] {
      let lines = values.map { indent + $0 }.joined(separator: separator)
      try tool.write(separator == "\n" ? lines : "[\n\(lines)\n]\n", to: "in.json")
      let result = try tool.run(
        "--from", "json", "--type", "json", "--on-error", "quarantine", "--rejects", "bad.json",
        "-e", "true", "in.json")
      #expect(result.code == 1, "\(result.error)")
      #expect(result.output == "{\"a\": 1}\n{\"a\": 9}\n")
      let bad = try tool.read("bad.json")
      // What ends at the next line has what stands before that.
      let end = separator == ",\r\n" ? ",\r" : separator == ",\n" ? "," : ""
      #expect(
        bad == """
          {"a": [1, 2}
          {"a": {"b": 1}\(end)
          {"a": "x}\(end)
          {"a": "y
             z"}
          {"a": 1   2}
          {"a": tru}
          {"a": 1]}
          {"a": "x\(end)

          """)
    }
  }

  /// A number that goes on on the next line is none.
  @Test func numbersAreNotJoined() throws {
    try tool.write("{\"a\": 1\n2}\n{\"a\":\n3\n}\n{\"a\": tr\nue}", to: "in.json")
    let result = try tool.run(
      "--from", "json", "--type", "json", "--on-error", "skip", "-e", "true", "in.json")
    #expect(result.output == "{\"a\":3}\n")
  }

  @Test func linesInsideOfValuesAreNoValues() throws {
    let text = """
      {"m": [
      {"a": 1},
      {"a": 2}
      ], "s": "x"}
      {"m": {"x":
      {"a": "{\\"b\\": 1}"}}}

      """
    try tool.write(text, to: "in.json")
    let result = try tool.run("--from", "json", "--type", "json", "-e", "true", "in.json")
    #expect(
      result.output == #"""
        {"m": [{"a": 1},{"a": 2}], "s": "x"}
        {"m": {"x":{"a": "{\"b\": 1}"}}}

        """#)
  }

  @Test func aBracketThatClosesNothing() throws {
    try tool.write("{\"a\":1}]\n{\"a\":2}}\n{\"a\":3}\n", to: "in.json")
    let result = try tool.run(
      "--from", "json", "--type", "json", "--on-error", "quarantine", "--rejects", "bad", "-e",
      "true", "in.json")
    #expect(result.code == 1 && result.output == "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n")
    #expect(try tool.read("bad") == "]\n}\n")
    #expect(result.error.contains("error: a ']' that closes nothing\n  input in.json:1"))
  }

  /// In an array, commas are where JSON has them; outside of arrays they may stand anywhere.
  @Test(arguments: [
    ("[{\"a\":1},\n,{\"a\":2}]", ",", "a ',' with no value before it\n  input in.json:2"),
    ("[\n,{\"a\":1},{\"a\":2}]", ",", "a ',' with no value before it\n  input in.json:2"),
    ("[{\"a\":1},{\"a\":2},\n]", "]", "a ',' with no value behind it\n  input in.json:2"),
    (
      "[{\"a\":1},{\"a\":2}\n{\"a\":\n3}]", "{\"a\":\n3}",
      "a value with no ',' before it\n  input in.json:2"
    ),
    ("[{\"a\":1}\n7 , {\"a\":2}]", "7", "a value with no ',' before it\n  input in.json:2"),
  ])
  func wrongCommas(text: String, rejected: String, message: String) throws {
    try tool.write(text, to: "in.json")
    func run(_ more: String...) throws -> Tool.Result {
      let words = ["run", "--from", "json", "--type", "json", "-e", "true", "in.json"]
      return try tool.run(command: words + more)
    }
    let strict = try run("-o", "out")
    #expect(strict.code == 4 && !tool.has("out"))
    #expect(strict.error.contains("error: \(message)"), "\(strict.error)")
    let rest = try run("--on-error", "quarantine", "--rejects", "bad")
    #expect(rest.code == 1 && rest.output == "{\"a\":1}\n{\"a\":2}\n")
    #expect(try tool.read("bad") == rejected + "\n")
    try tool.write(text.replacing("[", with: "").replacing("]", with: ""), to: "in.json")
    #expect(try run().code == (rejected == "7" ? 4 : 0))
  }

  @Test(arguments: ["{\"a\":1}\n{\"a\":\n", "{\"a\":1}\n\"x\n", "{}\n{\"a\":[{},\n{}\n"])
  func whatDoesNotClose(text: String) throws {
    try tool.write(text, to: "in.json")
    let result = try tool.run(
      "--from", "json", "--type", "json", "--on-error", "skip", "-e", "true", "in.json", "-o", "o")
    #expect(result.code == 2 && !tool.has("o"))
    #expect(
      result.error.contains("in.json:2: the value that begins here does not close"),
      "\(result.error)")
  }

  // MARK: NUL bytes

  @Test func nulBytes() throws {
    try write(
      Array("{\"a\":1}\n".utf8) + [UInt8](repeating: 0, count: 4 << 20) + Array("{\"a\":2}".utf8),
      to: "in.json")
    for from in ["json", "jsonl"] {
      let result = try tool.run(
        "--from", from, "--type", "json", "--on-error", "skip", "-e", "true", "in.json")
      #expect(result.code == 1)
      #expect(result.output == (from == "json" ? "{\"a\":1}\n{\"a\":2}\n" : "{\"a\":1}\n"))
      #expect(result.error.contains("there is a NUL byte"), "\(result.error)")
      #expect(!result.error.contains("UTF-16"), "\(result.error)")
    }
  }

  @Test func nulBytesInRows() throws {
    try tool.write("a,b\n1,2\n\0\0\n3,\"x\n\0\"\n5,6\n", to: "in.csv")
    let result = try tool.run(
      "--from", "csv", "--to", "csv", "--on-error", "skip", "-e", "true", "in.csv")
    #expect(result.code == 1 && result.output == "a,b\n1,2\n5,6\n")
    #expect(result.error.contains("there is in column 'a' a NUL byte"), "\(result.error)")
    #expect(result.error.contains("input in.csv:5"), "\(result.error)")
    try tool.write(String(repeating: "\0", count: 10_000), to: "nul.csv")
    let header = try tool.run("--from", "csv", "--to", "csv", "-e", "true", "nul.csv")
    #expect(header.code == 2 && header.error.contains("nul.csv:1: there is a NUL byte"))
  }

  @Test(arguments: ["json", "csv", "text"], ["UTF-16", "UTF-16LE", "UTF-16BE"])
  func otherEncodings(from: String, encoding: String) throws {
    let text = from == "json" ? "[{\"a\":1},\n{\"a\":2}]\n" : "a,b\n1,2\n"
    try tool.write(text, to: "good")
    let made = try CommandRunner.run("iconv -f UTF-8 -t \(encoding) good > in", in: tool.folder)
    #expect(made.exitCode == 0)
    let result = try tool.run("--from", from, "--to", from, "-e", "true", "in")
    #expect(result.code == 2)
    #expect(result.error.contains("in is UTF-16; iconv -f \(encoding) -t"), "\(result.error)")
  }

  // MARK: Readers

  @Test func readersGoOnBehindABadRecord() throws {
    try tool.write("a,b\n1,x\n2\n3,z\n", to: "in.csv")
    try tool.write("{\"a\":\"1\"}\n{\"a\":[1}\n{\"a\":\"3\"}\n", to: "in.json")
    try tool.write(
      """
      local function all(reader, bad)
        local seen = {}
        repeat
          local ok, row = pcall(reader.read, reader)
          if not ok then assert(row:find(bad, 1, true), row) end
          seen[#seen + 1] = ok and row and row.a or not ok and "bad" or nil
        until ok and not row
        return table.concat(seen, " ")
      end
      function begin()
        local bad = "in.csv:3: the row has 1 field, the header 2"
        assert(all(batch.csv("in.csv"), bad) == "1 bad 3")
        assert(all(batch.reader("in.csv", { from = "csv" }), bad) == "1 bad 3")
        bad = "in.json:2: the value is not valid JSON"
        assert(all(batch.reader("in.json", { from = "json", type = "json" }), bad) == "1 bad 3")
      end
      """, to: "s.lua")
    let result = try tool.run("s.lua")
    #expect(result.code == 0, "\(result.error)")
  }

  @Test func aColumnThatIsNotThere() throws {
    try tool.write("id,title\n1,x\n2,y\n", to: "in.csv")
    try tool.write(
      """
      function begin()
        local first
        for row in batch.csv("in.csv") do first = first or row end
        print(pcall(function() return first.tilte end))
        for row in batch.csv("in.csv") do print(pcall(function() return row.tilte end)) end
        for row in batch.reader("in.csv", { from = "csv" }) do
          print(pcall(function() return row.tilte end))
        end
      end
      """, to: "s.lua")
    let text = try tool.run("s.lua").error
    for place in ["in.csv: ", "in.csv:2: ", "in.csv:3: "] {
      #expect(
        text.contains(place + "the row has no column 'tilte'; did you mean 'title'?"), "\(text)")
    }
  }
}
