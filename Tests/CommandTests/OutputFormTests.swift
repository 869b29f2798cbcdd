import Testing

/// `--to`: what becomes of what the script gives.
struct OutputFormTests {
  let tool: Tool
  private let results = """
    {"id":"b1","custom_id":"a","response":{"status_code":200,"body":{"id":"x"}},"error":null}
    {"id":"b2","custom_id":"b","response":{"status_code":500,"body":{}},"error":null}

    """

  init() throws {
    tool = try Tool()
    try tool.write(results, to: "results.jsonl")
    try tool.write(
      """
      stateless = true
      function transform(out)
        return { id = out.custom_id, ok = out:ok(), note = "a \\"b\\", c\\nd", cost = 1.50,
          none = json.null, tags = { 1, "x" } }
      end
      """, to: "rows.lua")
  }

  @Test(arguments: [[], ["--jobs", "2"], ["--sandbox"]])
  func resultsBecomeObjects(options: [String]) throws {
    let result = try tool.run(
      command: ["run", "--to", "json"] + options + ["rows.lua", "results.jsonl"])
    #expect(
      result.output == #"""
        {"id":"a","cost":1.5,"none":null,"note":"a \"b\", c\nd","ok":true,"tags":[1,"x"]}
        {"id":"b","cost":1.5,"none":null,"note":"a \"b\", c\nd","ok":false,"tags":[1,"x"]}

        """#)
    #expect(result.code == 0 && result.error == "")
  }

  @Test(arguments: [[], ["--jobs", "2"], ["--sandbox"]])
  func objectsBecomeRows(options: [String]) throws {
    let result = try tool.run(
      command: ["run", "--to", "csv"] + options + ["rows.lua", "results.jsonl", "--summary"])
    #expect(
      result.output == #"""
        id,cost,none,note,ok,tags
        a,1.5,,"a ""b"", c
        d",true,"[1,""x""]"
        b,1.5,,"a ""b"", c
        d",false,"[1,""x""]"

        """#)
    #expect(result.code == 0)
    #expect(result.error.contains("written 2"))
  }

  @Test func recordsThatAreKeptAreObjectsToo() throws {
    let json = try tool.run("--to", "json", "-e", "true", "results.jsonl", "results.jsonl")
    #expect(json.output == results + results)
    try tool.write("{\"n\": 1.0, \"s\": \"é\"}\n{\"s\": null}\n", to: "rows.jsonl")
    let rows = try tool.run("--type", "json", "--to", "csv", "-e", "true", "rows.jsonl")
    #expect(rows.output == "n,s\n1.0,é\n,\n")
  }

  @Test func theScriptNamesColumns() throws {
    try tool.write(
      """
      columns = { "b", "a" }
      function transform(out) return { { a = 1 }, { a = 2, b = "" } } end
      """, to: "c.lua")
    let result = try tool.run("--to", "csv", "c.lua", "results.jsonl")
    #expect(result.output == "b,a\n,1\n,2\n,1\n,2\n")
    try tool.write(
      "return { columns = { 'only' }, transform = function() return false end }", to: "n.lua")
    #expect(try tool.run("--to", "csv", "n.lua", "results.jsonl").output == "only\n")
    for (columns, text) in [
      ("{ 'a', 'a' }", "columns has 'a' twice"), ("{}", "columns takes a list of names"),
      ("'a'", "columns takes a list of names"), ("{ 1 }", "got the number 1 in it"),
    ] {
      try tool.write("columns = \(columns) function transform() end", to: "bad.lua")
      let bad = try tool.run("--to", "csv", "bad.lua", "results.jsonl")
      #expect(bad.code == 3 && bad.error.contains(text), "\(bad.error)")
      #expect(try tool.run("--to", "json", "bad.lua", "results.jsonl").code == 0)
    }
  }

  @Test func aKeyThatIsNoColumn() throws {
    try tool.write(
      """
      function transform(out)
        if out.custom_id == "a" then return { id = 1, title = "x" } end
        return { id = 2, titel = "y" }
      end
      """, to: "near.lua")
    let result = try tool.run("--to", "csv", "near.lua", "results.jsonl", "-o", "o.csv")
    #expect(result.code == 4)
    #expect(result.error.contains("there is no column 'titel'; did you mean 'title'?"))
    #expect(result.error.contains("near.lua:1") && result.error.contains("results.jsonl:2"))
    #expect(!tool.has("o.csv"))
    let rest = try tool.run("--to", "csv", "--on-error", "skip", "near.lua", "results.jsonl")
    #expect(rest.output == "id,title\n1,x\n" && rest.code == 1)
  }

  @Test func aRowThatIsTakenBackNamesNoColumns() throws {
    try tool.write(
      """
      function transform(out)
        if out.custom_id == "a" then
          batch.emit({ x = 1 })
          error("no")
        end
        return { y = 2 }
      end
      """, to: "back.lua")
    let result = try tool.run("--to", "csv", "--on-error", "skip", "back.lua", "results.jsonl")
    #expect(result.output == "y\n2\n")
  }

  @Test func aRowOfNothingIsNoBlankLine() throws {
    let result = try tool.run("--to", "csv", "-e", "{ a = '' }", "results.jsonl")
    #expect(result.output == "a\n\"\"\n\"\"\n")
    let empty = try tool.run("--to", "csv", "-e", "json.object{}", "results.jsonl")
    #expect(empty.error.contains("the first row of CSV is empty"))
  }

  @Test(arguments: [[], ["--sandbox"]])
  func stringsBecomeLines(options: [String]) throws {
    try tool.write(
      """
      stateless = true
      function transform(out) return { out.custom_id, "ü\\n" }, "" end
      """, to: "t.lua")
    let result = try tool.run(
      command: ["run", "--to", "text"] + options + ["t.lua", "results.jsonl"])
    #expect(result.output == "a\nü\n\n\nb\nü\n\n\n")
    let expression = try tool.run("--to", "text", "-e", "req.custom_id", "results.jsonl")
    #expect(expression.output == "a\nb\n")
  }

  @Test func whatIsNoLineOfText() throws {
    let kept = try tool.run("--to", "text", "-e", "true", "results.jsonl")
    #expect(kept.code == 4 && kept.error.contains("lines of text are strings, got an object"))
    let table = try tool.run("--to", "text", "-e", "{}", "results.jsonl")
    #expect(table.code == 0 && table.output == "")
    let bytes = try tool.run("--to", "text", "-e", "'\\xff'", "results.jsonl")
    #expect(bytes.code == 4 && bytes.error.contains("not valid UTF-8"))
    try tool.write("function transform() return { a = 1 } end", to: "o.lua")
    let object = try tool.run("--to", "text", "o.lua", "results.jsonl")
    #expect(object.error.contains("json.encode makes one of a value, or run with --to json"))
  }

  @Test func stringsAndTablesAreNoRecords() throws {
    try tool.write("function transform() return 'x' end", to: "s.lua")
    let string = try tool.run("s.lua", "results.jsonl")
    #expect(string.error.contains("to write strings, a line each, run with --to text"))
    try tool.write("function transform() return { a = 1 } end", to: "o.lua")
    let object = try tool.run("o.lua", "results.jsonl")
    #expect(object.error.contains("or run with --to json"))
    try tool.write("function transform(out) return json.decode('[1]') end", to: "a.lua")
    let array = try tool.run("--to", "json", "a.lua", "results.jsonl")
    #expect(!array.error.contains("--to json"))
  }

  @Test func packed() throws {
    #expect(try tool.run("--to", "csv", "rows.lua", "results.jsonl", "-o", "o.csv.gz").code == 0)
    try tool.write(
      """
      function begin()
        local n = 0
        for row in batch.csv("o.csv.gz") do
          n = n + 1
          assert(row.note == 'a "b", c\\nd' and row.none == "" and row.tags == '[1,"x"]')
        end
        assert(n == 2)
      end
      """, to: "read.lua")
    #expect(try tool.run("read.lua").code == 0)
  }

  // MARK: Rows without values

  private static let emptyRows = """
    function transform(out)
      if out.custom_id == "a" then return { id = nil } end
      batch.emit({})
      return { {}, { id = "x" } }
    end
    """

  @Test(arguments: ["1", "2"])
  func emptyTablesAreRowsWhereColumnsAreNamed(jobs: String) throws {
    try tool.write(
      "stateless = true\ncolumns = { 'id', 'n' }\n" + Self.emptyRows, to: "e.lua")
    let result = try tool.run("--to", "csv", "--jobs", jobs, "e.lua", "results.jsonl")
    #expect(result.output == "id,n\n,\n,\n,\nx,\n", "\(result.error)")
    #expect(result.error.isEmpty)
    try tool.write(
      """
      function begin()
        local w = batch.writer("w.csv", { to = "csv", columns = { "id", "n" } })
        w:write({})
        w:write({ {}, { n = 1 } })
        w:write(json.array{})
        assert(w.count == 3)
      end
      """, to: "w.lua")
    #expect(try tool.run("w.lua").code == 0)
    #expect(try tool.read("w.csv") == "id,n\n,\n,\n,1\n")
  }

  /// They are empty lists elsewhere, which is said.
  @Test func emptyTablesAreCounted() throws {
    try tool.write(Self.emptyRows, to: "e.lua")
    let result = try tool.run("--to", "json", "e.lua", "results.jsonl")
    #expect(result.output == "{}\n{\"id\":\"x\"}\n")
    #expect(result.error.contains("an empty table was given 2 times"), "\(result.error)")
    #expect(result.error.contains("json.object() is written as {}"))
    let rows = try tool.run("--to", "csv", "-e", "return {}", "results.jsonl")
    #expect(rows.error.contains("columns = {…} makes an empty row of it"), "\(rows.error)")
    for code in ["return false", "return json.array{}"] {
      let silent = try tool.run("--to", "json", "-e", code + " or print()", "results.jsonl")
      #expect(!silent.error.contains("empty table"))
    }
    let requests = try tool.run("--to", "same", "-e", "return {}", "results.jsonl")
    #expect(!requests.error.contains("empty table"))
  }
}
