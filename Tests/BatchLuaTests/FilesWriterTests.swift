import Foundation
import Testing

@testable import BatchLua

/// `batch.writer`: what it takes and where it goes.
@Suite struct FilesWriterTests {
  let world = FilesWorld()

  @Test func writesRecordsBesideTheMainOutput() throws {
    world.put(FilesWorld.requests(1...4), "in.jsonl")
    try world.run(
      FilesWorld.make + """
        local w = batch.writer(d .. "odd.jsonl")
        function transform(rec)
          if rec.line % 2 == 0 then return true end
          w:write(rec)
          return false
        end
        function finish() assert(w.count == 2 and w.part == 1 and w.path == d .. "odd.jsonl") end
        """, input: "in.jsonl")
    let lines = (1...4).map { FilesWorld.requests($0...$0) }
    #expect(world.text("odd.jsonl") == lines[0] + lines[2])
    #expect(world.text("main.out") == lines[1] + lines[3])
    #expect(world.names == ["in.jsonl", "main.out", "odd.jsonl", "script.lua"])
  }

  @Test func checksWhatItWrites() throws {
    try world.run(
      FilesWorld.make + """
        local w = batch.writer(d .. "p{part}.jsonl", { max_requests = 1 })
        w:write(make(1))
        w:write(make(2))
        fails("r1", w.write, w, make(1))
        fails("custom_id", w.write, w, batch.BatchRequestInput.decode("{}"))
        fails("write got a table; expected a record", w.write, w, { custom_id = "x" })
        fails("write got nil", w.write, w, nil)
        fails("write takes a record, got nothing", w.write, w)
        assert(w.count == 2 and w.part == 2)
        local other = batch.writer(d .. "other.jsonl")
        other:write(make(1))
        local results = batch.writer(d .. "results.jsonl", { type = "BatchRequestOutput" })
        fails("expected BatchRequestOutputs", results.write, results, make(1))
        """)
    #expect(world.text("p1.jsonl") == FilesWorld.requests(1...1))
    #expect(world.text("p2.jsonl") == FilesWorld.requests(2...2))
    #expect(world.text("p3.jsonl") == nil)
    #expect(world.text("other.jsonl") == FilesWorld.requests(1...1))
    #expect(world.text("results.jsonl") == "")
  }

  @Test func writesAnyJSONWhenAsked() throws {
    world.put(#"{ "a" : 1 }"# + "\n[1, 2]\n", "in.jsonl")
    try world.run(
      FilesWorld.make + """
        local w = batch.writer(d .. "j.jsonl", { type = "json" })
        w:write({ b = 1, a = json.null }, { 1, 2 }, 5, 0.5, "é", true, json.null, json.decode("[1]"))
        w:write(make(1), make(1))
        for v in batch.reader(d .. "in.jsonl", { type = "json" }) do w:write(v) end
        local open = batch.writer(d .. "open.jsonl", { type = "json" })
        open:write(1, 2)
        open:write(3, 4, 5)
        assert(open.count == 5 and open.bytes == 10)
        fails("write got a function; expected JSON values", w.write, w, print)
        fails("no JSON form", w.write, w, { f = print })
        """)
    let expected =
      "{\"a\":null,\"b\":1}\n[1,2]\n5\n0.5\n\"é\"\ntrue\nnull\n[1]\n"
      + FilesWorld.requests(1...1) + FilesWorld.requests(1...1) + "{ \"a\" : 1 }\n[1, 2]\n"
    #expect(world.text("j.jsonl") == expected)
    #expect(world.text("open.jsonl") == "1\n2\n3\n4\n5\n")
  }

  @Test func writesListsOfRecords() throws {
    try world.run(
      FilesWorld.make + """
        local w = batch.writer(d .. "p{part}.jsonl", { max_requests = 2 })
        w:write({ make(1), make(2) }, make(3), {})
        assert(w.count == 3 and w.part == 2)
        local list = {}
        for i = 1, 30 do list[i] = make(10 + i) end
        list[31] = make(1)
        fails("r1", w.write, w, list)
        fails("r12", w.write, w, make(12), make(12))
        fails("write got a number; expected a record", w.write, w, { make(4), 5 })
        assert(w.count == 3 and w.part == 2)
        w:write({ make(12), make(4) })
        assert(w.count == 5 and w.part == 3)
        """)
    #expect(world.text("p1.jsonl") == FilesWorld.requests(1...2))
    #expect(
      world.text("p2.jsonl") == FilesWorld.requests(3...3) + FilesWorld.request("r12") + "\n")
    #expect(world.text("p3.jsonl") == FilesWorld.requests(4...4))
  }

  @Test func aClosedWriterSaysSo() throws {
    try world.run(
      FilesWorld.make + """
        local w = batch.writer(d .. "a.jsonl")
        w:write(make(1))
        w:close()
        w:close()
        fails("the writer of " .. d .. "a.jsonl is closed", w.write, w, make(2))
        assert(w.count == 1 and tostring(w) == "batch.writer " .. d .. "a.jsonl (closed)")
        do local v <close> = batch.writer(d .. "b.jsonl") w = v end
        fails("is closed", w.write, w, make(2))
        fails("has no field 'cont'; did you mean 'count'?", function() return w.cont end)
        fails("attempt to call", function() for x in w do end end)
        """)
    #expect(world.text("a.jsonl") == FilesWorld.requests(1...1))
    #expect(world.text("b.jsonl") == "")
  }

  @Test func aFileHasOneUse() throws {
    world.put(FilesWorld.requests(1...1), "in.jsonl")
    world.put("x", "other.txt")
    try FileManager.default.createSymbolicLink(
      atPath: world.directory + "link.jsonl", withDestinationPath: "in.jsonl")
    try world.run(
      FilesWorld.make + """
        fails("is an input of this run", batch.writer, d .. "in.jsonl")
        fails("is an input of this run", batch.writer, d .. "./link.jsonl")
        fails("is an input of this run", batch.writer, d .. "script.lua")
        fails("is an output of this run", batch.writer, d .. "main.out")
        batch.readfile(d .. "other.txt")
        fails("is read by this run", batch.writer, d .. "other.txt")
        local w = batch.writer(d .. "w{part}.jsonl", { max_requests = 1 })
        fails("is being written by a writer", batch.writer, d .. "w1.jsonl")
        fails("is being written by a writer", batch.writer, d .. "../" .. d:match("[^/]+/$") .. "w1.jsonl")
        fails("it can be read when the run has ended", batch.reader, d .. "w1.jsonl")
        fails("it can be read when the run has ended", batch.lines, d .. "main.out")
        fails("is a directory", batch.writer, d)
        fails("takes no '-'", batch.writer, "-")
        fails("need {part} in the path", batch.writer, d .. "q", { max_bytes = 5 })
        fails("max_requests takes a whole number", batch.writer, d .. "q{part}", { max_requests = 0 })
        fails("max_bytes takes a number of bytes", batch.writer, d .. "q{part}", { max_bytes = "x" })
        fails("{part:03}", batch.writer, d .. "q{part:x}", { max_bytes = "1MB" })
        function transform() return true end
        """, input: "in.jsonl")
    #expect(!world.names.contains { $0.hasPrefix("q") })
  }

  @Test func threeHundredWritersAtOnce() throws {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    let old = limit.rlim_cur
    limit.rlim_cur = min(old, 160)
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    defer {
      limit.rlim_cur = old
      setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
    try world.run(
      FilesWorld.make + """
        local writers, text = {}, ("x"):rep(3000)
        for i = 1, 300 do writers[i] = batch.writer(d .. "w/" .. i .. (i % 3 == 0 and ".gz" or "")) end
        for round = 1, 120 do
          for i = 1, 300 do writers[i]:write(make(round, text)) end
        end
        """)
    let line = FilesWorld.request("r120", input: String(repeating: "x", count: 3000)) + "\n"
    for i in 1...300 where i % 3 != 0 {
      let text = world.bytes("w/\(i)")!
      #expect(text.count > 120 * 3000)
      #expect(text.suffix(line.utf8.count) == Data(line.utf8))
    }
    #expect(world.tool(["gzip", "-dc", "w/3.gz"]).map { $0 == world.bytes("w/1") } != false)
    #expect(!world.names.contains { $0.hasSuffix(".tmp") })
  }

  @Test func writesDevicesDirectly() throws {
    try world.run(
      FilesWorld.make + """
        local a, b = batch.writer("/dev/null"), batch.writer("/dev/null")
        a:write(make(1)) b:write(make(1))
        """)
  }
}
