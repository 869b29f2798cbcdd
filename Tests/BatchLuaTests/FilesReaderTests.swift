import Foundation
import Testing

/// `batch.reader`.
@Suite struct FilesReaderTests {
  let world = FilesWorld()

  @Test func givesRecordsOfBothTypes() throws {
    let result = #"{"custom_id":"b","response":{"status_code":200},"error":null}"#
    world.put("\u{FEFF}" + FilesWorld.request("a") + "\n\n" + result, "in.jsonl")
    try world.run(
      """
      local r = batch.reader(d .. "in.jsonl")
      assert(r.line == 0 and r.file == d .. "in.jsonl")
      assert(tostring(r) == "batch.reader " .. d .. "in.jsonl" and type(r) == "userdata")
      local a = r:read()
      assert(batch.type(a) == "BatchRequestInput" and a.body.input == "x" and r.line == 1)
      local b = r:read()
      assert(batch.type(b) == "BatchRequestOutput" and b.response.status_code == 200)
      assert(b.line == 3 and b.index == 2 and b.file == d .. "in.jsonl" and r.line == 3)
      assert(r:read() == nil and r:read() == nil)
      """)
  }

  @Test func readsForcedTypesAndAnyJSON() throws {
    world.put(#"{"custom_id":"a"}"# + "\n", "half.jsonl")
    world.put(#""x"\#n5\#nnull\#ntrue\#n[1,2]\#n{"a":"\u00e9"}\#n1e999\#n"#, "ids.jsonl")
    try world.run(
      """
      local r = batch.reader(d .. "half.jsonl", { type = "BatchRequestOutput" })
      assert(batch.type(r:read()) == "BatchRequestOutput")
      r = batch.reader(d .. "half.jsonl", { type = "BatchRequestInput" })
      assert(batch.type(r:read()) == "BatchRequestInput")
      local values = {}
      for v in batch.reader(d .. "ids.jsonl", { type = "json" }) do values[#values + 1] = v end
      assert(values[1] == "x" and values[2] == 5 and values[3] == json.null and values[4] == true)
      assert(#values[5] == 2 and values[6].a == "é" and json.type(values[7]) == "number")
      assert(#values == 7)
      """)
  }

  @Test func aBadLineIsAnErrorThatNamesIt() throws {
    world.put(FilesWorld.request("a") + "\n{oops\n5\n" + FilesWorld.request("b"), "in.jsonl")
    try world.run(
      """
      local r = batch.reader(d .. "in.jsonl")
      r:read()
      local ok, message = pcall(r.read, r)
      assert(not ok and message:find("in.jsonl:2: the line is not valid JSON", 1, true), message)
      ok, message = pcall(r.read, r)
      assert(not ok and message:find("in.jsonl:3: the line is a number, neither", 1, true), message)
      assert(r:read().custom_id == "b")
      """)
    let failure = world.failure("for r in batch.reader(d .. 'in.jsonl') do end")
    #expect(failure?.contains("in.jsonl:2: the line is not valid JSON") == true)
    #expect(failure?.contains("--> ") == true)
  }

  @Test func aClosedReaderSaysSo() throws {
    world.put(FilesWorld.requests(1...3), "in.jsonl")
    try world.run(
      """
      local kept
      do
        local r <close> = batch.reader(d .. "in.jsonl")
        kept = r
        r:read()
      end
      local ok, message = pcall(kept.read, kept)
      assert(not ok and message:find("the reader of .* is closed"), message)
      assert(tostring(kept):find("%(closed%)"))
      kept:close()
      local r = batch.reader(d .. "in.jsonl")
      for record in r do
        if record.custom_id == "r2" then break end
      end
      assert(r:read().custom_id == "r3")
      """)
  }

  @Test func mistakesAreNamed() throws {
    world.put("", "in.jsonl")
    try world.run(
      """
      local function fails(text, f, ...)
        local ok, message = pcall(f, ...)
        assert(not ok and message:find(text, 1, true), message)
      end
      local r = batch.reader(d .. "in.jsonl")
      fails("has no field 'lin'; did you mean 'line'?", function() return r.lin end)
      fails("cannot be assigned", function() r.line = 1 end)
      fails("call it with a colon", r.read)
      fails("call it with a colon", r.read, batch.lines(d .. "in.jsonl"))
      fails("takes a path, got nil", batch.reader)
      fails("there is no such file", batch.reader, d .. "none.jsonl")
      fails("is a directory", batch.reader, d)
      fails("has no option 'kind'; it takes type", batch.reader, d, { kind = "json" })
      fails('got the string "x"', batch.reader, d .. "in.jsonl", { type = "x" })
      fails("protected", setmetatable, setmetatable({}, { __metatable = 1 }), {})
      assert(getmetatable(r) == false and rawequal(r, r))
      fails("no JSON form", json.encode, { r })
      assert(json.type(r) == nil and batch.type(r) == nil)
      """)
  }

  @Test func recordsOutliveTheirReader() throws {
    world.put(FilesWorld.requests(1...2000), "in.jsonl")
    try world.run(
      """
      local kept = {}
      for record in batch.reader(d .. "in.jsonl") do kept[#kept + 1] = record end
      collectgarbage()
      for i = 1, 2000 do
        assert(kept[i].custom_id == "r" .. i and kept[i].line == i)
      end
      for i = 1, 300 do
        local r = batch.reader(d .. "in.jsonl")
        assert(r:read().custom_id == "r1")
        collectgarbage()
        assert(r:read().custom_id == "r2")
      end
      """)
  }

  @Test func joinsWithTheMainInput() throws {
    world.put(FilesWorld.requests(1...3), "in.jsonl")
    world.put(#"{"id":"r1","n":1}"# + "\n" + #"{"id":"r3","n":3}"#, "more.jsonl")
    try world.run(
      """
      local more = {}
      function begin()
        for v in batch.reader(d .. "more.jsonl", { type = "json" }) do more[v.id] = v end
      end
      function transform(rec)
        local v = more[rec.custom_id]
        if not v then return false end
        rec.body.metadata = v
      end
      """, input: "in.jsonl")
    let lines = world.text("main.out")!.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[1].hasSuffix(#""body":{"input":"x","metadata":{"id":"r3","n":3}}}"#))
  }

  @Test func memoryDoesNotGrowWithTheFile() throws {
    let line = FilesWorld.request("id", input: String(repeating: "x", count: 4000)) + "\n"
    let block = Data(String(repeating: line, count: 500).utf8)
    world.put(Data(), "big.jsonl")
    let file = FileHandle(forWritingAtPath: world.directory + "big.jsonl")!
    for _ in 0..<30 { file.write(block) }
    try file.close()
    let before = Self.peak
    try world.run(
      """
      local n = 0
      for record in batch.reader(d .. "big.jsonl") do n = n + 1 end
      for line in batch.lines(d .. "big.jsonl") do n = n + 1 end
      local w = batch.writer(d .. "copy.jsonl", { type = "json" })
      for record in batch.reader(d .. "big.jsonl", { type = "json" }) do w:write(record) end
      assert(n == 30000 and w.count == 15000)
      function begin()
        local id = 0
        for record in batch.reader(d .. "big.jsonl") do
          id = id + 1
          record.custom_id = "r" .. id
          batch.emit(record)
        end
      end
      """)
    #expect(Self.peak - before < 32 << 20)
    #expect(world.bytes("main.out")!.count > 15000 * 4000)
    #expect(world.bytes("copy.jsonl") == world.bytes("big.jsonl"))
  }

  /// The most bytes of memory that this process had so far.
  private static var peak: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss << 10
  }
}
