import Testing

@testable import BatchLua

/// `batch.writer` with `to`: rows, texts and any objects.
@Suite struct FilesWriterFormTests {
  let world = FilesWorld()

  @Test func eachPartHasItsHeader() throws {
    try world.run(
      """
      local w = batch.writer(d .. "p{part}.csv", { to = "csv", max_requests = 2 })
      w:write({ id = 1, t = "a" }, { { id = 2 }, { id = 3, t = "b;c" } })
      assert(w.count == 3 and w.part == 2)
      w:close()
      assert(w.bytes == #"id,t\\n1,a\\n2,\\nid,t\\n3,b;c\\n")
      """)
    #expect(world.text("p1.csv") == "id,t\n1,a\n2,\n")
    #expect(world.text("p2.csv") == "id,t\n3,b;c\n")
  }

  @Test func headersCountForTheBytesOfAPart() throws {
    try world.run(
      FilesWorld.make + """
        local w = batch.writer(d .. "p{part}.csv", { to = "csv", max_bytes = 8 })
        for i = 1, 4 do w:write({ id = i }) end
        assert(w.part == 2)
        fails("longer than max_bytes", w.write, w, { id = "123456" })
        """)
    #expect(world.text("p1.csv") == "id\n1\n2\n")
    #expect(world.text("p2.csv") == "id\n3\n4\n")
  }

  @Test func namedColumnsAndSeparator() throws {
    try world.run(
      FilesWorld.make + """
        local w = batch.writer(d .. "w.csv", { to = "csv", columns = { "b", "a" }, separator = ";" })
        w:write({ a = "1;2", b = "x,y" })
        fails("there is no column 'other'; the columns are b, a", w.write, w, { other = 1 })
        local e = batch.writer(d .. "e.csv", { to = "csv", columns = { "b" } })
        fails("columns goes with to = \\"csv\\"", batch.writer, d .. "x", { columns = { "a" } })
        fails('to = "csv" writes rows', batch.writer, d .. "x", { type = "csv" })
        fails("to takes \\"same\\"", batch.writer, d .. "x", { to = "tsv" })
        """)
    #expect(world.text("w.csv") == "b;a\nx,y;\"1;2\"\n")
    #expect(world.text("e.csv") == "b\n")
    #expect(world.text("x") == nil)
  }

  @Test func aRecordThatIsTakenBackNamesNoColumns() throws {
    world.put(FilesWorld.requests(1...2), "in.jsonl")
    try world.run(
      """
      local w = batch.writer(d .. "w.csv", { to = "csv" })
      function transform(req)
        if req.line == 1 then
          w:write({ x = 1 })
          error("no")
        end
        w:write({ y = 2 })
      end
      """, input: "in.jsonl"
    ) { $0.onError = .skip }
    #expect(world.text("w.csv") == "y\n2\n")
  }

  @Test func textsAndObjects() throws {
    world.put(FilesWorld.requests(1...1), "in.jsonl")
    try world.run(
      FilesWorld.make + """
        local t = batch.writer(d .. "t.txt", { to = "text" })
        local j = batch.writer(d .. "j.jsonl", { to = "json" })
        function transform(req)
          t:write("a", { "b", "\\xff" })
          fails("a text writer takes strings", t.write, t, { x = 1 })
          j:write({ { a = 1 }, req }, req)
          fails("expected a JSON object", j.write, j, 5)
          assert(t.count == 3 and j.count == 3)
        end
        """, input: "in.jsonl")
    #expect(world.bytes("t.txt").map(Array.init) == [0x61, 0x0A, 0x62, 0x0A, 0xFF, 0x0A])
    let line = FilesWorld.requests(1...1)
    #expect(world.text("j.jsonl") == "{\"a\":1}\n" + line + line)
  }
}
