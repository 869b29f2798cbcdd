import Testing

/// `batch.lines`, `batch.csv` and `batch.readfile`.
@Suite struct FilesTextTests {
  let world = FilesWorld()

  @Test func givesLinesWithoutTheirEnds() throws {
    world.put("\u{FEFF}a\r\nb\r c\n\nlast", "t.txt")
    world.put("", "empty.txt")
    world.put("\u{FEFF}", "mark.txt")
    world.put(String(repeating: "x", count: 200_000) + "\ny\n", "long.txt")
    try world.run(
      """
      local lines, numbers = {}, {}
      local r = batch.lines(d .. "t.txt")
      for line in r do lines[#lines + 1] = line numbers[#numbers + 1] = r.line end
      assert(table.concat(lines, "|") == "a|b\\r c||last", table.concat(lines, "|"))
      assert(table.concat(numbers, " ") == "1 2 3 4" and r:read() == nil)
      assert(batch.lines(d .. "empty.txt"):read() == nil)
      assert(batch.lines(d .. "mark.txt"):read() == nil)
      local long <close> = batch.lines(d .. "long.txt")
      assert(#long:read() == 200000 and long:read() == "y" and long:read() == nil)
      long:close()
      assert(not pcall(long.read, long))
      """)
  }

  @Test func readsAWholeFile() throws {
    world.put("\u{FEFF}a\r\n\0b", "t.txt")
    world.put("", "empty.txt")
    world.put(String(repeating: "0123456789", count: 50_000), "long.txt")
    try world.run(
      """
      assert(batch.readfile(d .. "t.txt") == "\\u{FEFF}a\\r\\n\\0b")
      assert(batch.readfile(d .. "empty.txt") == "")
      assert(batch.readfile(d .. "long.txt") == ("0123456789"):rep(50000))
      local ok, message = pcall(batch.readfile, d .. "none")
      assert(not ok and message:find("cannot open .*none: there is no such file"), message)
      """)
  }

  @Test func givesRowsByHeader() throws {
    world.put(
      "\u{FEFF}name,\"the price\",note\r\n"
        + "\"A \"\"q\"\", b\r\nnext\",5,\r\n\r\n\"\",,é\r\n last ,\" x \",z", "p.csv")
    try world.run(
      """
      local r = batch.csv(d .. "p.csv")
      local row = r:read()
      assert(type(row) == "table" and next(row) == "name")
      local ok, message = pcall(function() return row.nme end)
      assert(message:find("the row has no column 'nme'; did you mean 'name'?"), message)
      assert(rawget(row, "nme") == nil and row[1] == nil and not json.has(row, "nme"))
      assert(json.equal(json.decode(json.encode(row)), row) and #json.copy(row).note == 0)
      assert(row.name == 'A "q", b\\r\\nnext' and row["the price"] == "5" and row.note == "")
      assert(r.line == 2)
      row = r:read()
      assert(row.name == "" and row["the price"] == "" and row.note == "é" and r.line == 5)
      row = r:read()
      assert(row.name == " last " and row["the price"] == " x " and row.note == "z")
      assert(r:read() == nil and r:read() == nil)
      row.name = 5
      assert(row.name == 5)
      """)
  }

  @Test func takesOtherSeparators() throws {
    world.put("a;b\n1,5;\"x;y\"\n", "p.csv")
    world.put("a\tb\n1\t2\n", "p.tsv")
    try world.run(
      """
      for row in batch.csv(d .. "p.csv", { separator = ";" }) do
        assert(row.a == "1,5" and row.b == "x;y")
      end
      for row in batch.csv(d .. "p.tsv", { separator = "\\t" }) do assert(row.b == "2") end
      for _, wrong in ipairs{ "", ",,", '"', "\\n", 5, "é" } do
        local ok, message = pcall(batch.csv, d .. "p.csv", { separator = wrong })
        assert(not ok and message:find("separator takes one ASCII character"), message)
      end
      """)
  }

  @Test(arguments: [
    ("a,b\n1,2\n1\n", ":3: the row has 1 field, the header 2"),
    ("a,b\n1,2,3\n", ":2: the row has 3 fields, the header 2"),
    ("a,b\n\"x\n\n\",2\nx\"y,2\n", ":5: a quote inside of a field"),
    ("a,b\n\"x\"y,2\n", ":2: text after the closing quote"),
    ("a,b\n1,2\n1,\"x\n\n", ":3: a quote that is opened here is never closed"),
    ("a,b\r1,2\r", ":1: a carriage return that ends no line"),
    ("a,b,a\n", ":1: the header has 'a' twice"),
  ])
  func refuses(_ text: String, _ message: String) throws {
    world.put(text, "bad.csv")
    let failure = world.failure("for row in batch.csv(d .. 'bad.csv') do end")
    #expect(failure?.contains("bad.csv" + message) == true, "\(failure ?? "no error")")
  }

  @Test func hasNoRowsWithoutRows() throws {
    world.put("", "empty.csv")
    world.put("a,b", "header.csv")
    try world.run(
      """
      assert(batch.csv(d .. "empty.csv"):read() == nil)
      assert(batch.csv(d .. "header.csv"):read() == nil)
      """)
  }

  @Test func generatesRequestsFromRows() throws {
    var text = "id,prompt\n"
    for i in 1...5000 { text += "p\(i),\"Say \"\"\(i)\"\", please\"\n" }
    world.put(text, "p.csv")
    try world.run(
      """
      function begin()
        for row in batch.csv(d .. "p.csv") do
          batch.emit(batch.BatchRequestInput{
            custom_id = row.id, url = "/v1/responses", body = { input = row.prompt } })
        end
      end
      """)
    let lines = world.text("main.out")!.split(separator: "\n")
    #expect(lines.count == 5000)
    #expect(lines[4999].contains(#"{"input":"Say \"5000\", please"}"#))
  }
}
