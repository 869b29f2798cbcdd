import Foundation
import Testing

@testable import BatchLua

/// `batch.writer`.
@Suite struct FilesWriterTests {
  let world = FilesWorld()

  /// The requests r1, r2, … as records, for scripts.
  private static let make = """
    local function make(i, input)
      return batch.BatchRequestInput{
        custom_id = "r" .. i, url = "/v1/responses", body = { input = input or "x" } }
    end
    local function fails(text, f, ...)
      local ok, message = pcall(f, ...)
      assert(not ok and message:find(text, 1, true), message)
    end

    """

  @Test func writesRecordsBesideTheMainOutput() throws {
    world.put(FilesWorld.requests(1...4), "in.jsonl")
    try world.run(
      Self.make + """
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

  @Test func rotatesByCount() throws {
    try world.run(
      Self.make + """
        local w <close> = batch.writer(d .. "a/b/p-{part:03}-{part}.jsonl", { max_requests = 2 })
        assert(w.part == 1 and w.count == 0)
        w:write(make(1), make(2), make(3))
        assert(w.count == 3 and w.part == 2 and w.path == d .. "a/b/p-002-2.jsonl")
        w:write(make(4), make(5))
        assert(w.count == 5 and w.part == 3 and w.bytes == 5 * 78)
        """)
    #expect(world.text("a/b/p-001-1.jsonl") == FilesWorld.requests(1...2))
    #expect(world.text("a/b/p-002-2.jsonl") == FilesWorld.requests(3...4))
    #expect(world.text("a/b/p-003-3.jsonl") == FilesWorld.requests(5...5))
  }

  @Test func rotatesByBytes() throws {
    try world.run(
      Self.make + """
        local w = batch.writer(d .. "p{part}.jsonl", { max_bytes = 2 * 78 + 10 })
        for i = 1, 5 do w:write(make(i)) end
        assert(w.part == 3)
        local text = ("x"):rep(100)
        fails("a line of 178 bytes is longer than max_bytes, 166", w.write, w, make(6, text .. "x"))
        assert(w.count == 5 and w.part == 3)
        local kb = batch.writer(d .. "k{part}.jsonl", { max_bytes = "1 KB" })
        for i = 1, 30 do kb:write(make(10 + i)) end
        assert(kb.part == 3)
        """)
    #expect(world.text("p2.jsonl") == FilesWorld.requests(3...4))
    #expect(world.bytes("k1.jsonl")!.count == 12 * 79)
  }

  @Test(arguments: [
    ("200MB", 200_000_000), ("200 MiB", 209_715_200), ("1kb", 1000), ("1KiB", 1024),
    ("2GB", 2_000_000_000), ("512M", 536_870_912), ("2g", 2_147_483_648), ("64K", 65536),
    ("1.5MB", 1_500_000), ("17", 17), ("17B", 17),
  ])
  func readsSizes(_ text: String, _ bytes: Int) { #expect(ByteSize.parse(text) == bytes) }

  @Test(arguments: ["", "MB", "-1", "0", "1XB", "1e3", "1 MB x", "nan", "1..2"])
  func refusesSizes(_ text: String) { #expect(ByteSize.parse(text) == nil) }

  @Test func checksWhatItWrites() throws {
    try world.run(
      Self.make + """
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
      Self.make + """
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

  @Test func aFailureLeavesNothing() throws {
    world.put(FilesWorld.requests(1...3), "in.jsonl")
    world.put("old\n", "there.jsonl")
    let script =
      Self.make + """
        local new = batch.writer(d .. "x/y/new-{part}.jsonl", { max_requests = 1 })
        local there = batch.writer(d .. "there.jsonl")
        function transform(rec)
          new:write(rec)
          there:write(rec)
          if rec.line == 3 then new:close() error("no") end
        end
        """
    #expect(world.failure(script, input: "in.jsonl")?.contains("no") == true)
    #expect(world.names == ["in.jsonl", "script.lua", "there.jsonl"])
    #expect(world.text("there.jsonl") == "old\n")
    #expect(world.failure("batch.writer(d .. 'z/a.jsonl') error('top')") != nil)
    #expect(world.failure("batch.writer(d .. 'z/a.jsonl') function begin() x() end") != nil)
    #expect(world.names == ["in.jsonl", "script.lua", "there.jsonl"])
  }

  @Test func whatARejectedRecordWroteDoesNotCount() throws {
    world.put(FilesWorld.requests(1...6), "in.jsonl")
    try world.run(
      Self.make + """
        local w = batch.writer(d .. "p{part}.jsonl", { max_requests = 2 })
        function transform(rec)
          w:write(rec)
          if rec.line == 2 or rec.line == 3 then error("no") end
          if rec.line == 4 then
            fails("r1", w.write, w, make(1))
            rec.custom_id = "r2"
            w:write(rec)
          end
        end
        function finish() assert(w.count == 5 and w.part == 3 and w.bytes == 390) end
        """, input: "in.jsonl"
    ) { $0.onError = .skip }
    let lines = [1, 4, 2, 5, 6].map { FilesWorld.requests($0...$0) }
    #expect(world.text("p1.jsonl") == lines[0] + lines[1])
    #expect(world.text("p2.jsonl")?.contains(#""custom_id":"r2""#) == true)
    #expect(world.text("p3.jsonl") == lines[4])
    #expect(world.text("p4.jsonl") == nil)
  }

  @Test func writesListsOfRecords() throws {
    try world.run(
      Self.make + """
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

  /// A writer for each custom_id, opened by the record; the third record fails.
  private func openings(_ script: String) throws {
    world.put(FilesWorld.requests(1...4), "in.jsonl")
    try world.run(Self.make + script, input: "in.jsonl") { $0.onError = .skip }
  }

  @Test func anOpeningOfARejectedRecordIsUndone() throws {
    try openings(
      """
      function transform(rec)
        local w <close> = batch.writer(d .. "new/" .. rec.custom_id .. "/x.jsonl")
        w:write(rec)
        if rec.line == 2 then error("no") end
        if rec.line == 3 then batch.reject("no") end
        return false
      end
      """)
    #expect(
      world.names.filter { $0.hasPrefix("new") } == [
        "new", "new/r1", "new/r1/x.jsonl", "new/r4", "new/r4/x.jsonl",
      ])
    #expect(world.text("new/r4/x.jsonl") == FilesWorld.requests(4...4))
  }

  @Test func anOpeningThatIsUndoneCanBeDoneAgain() throws {
    try openings(
      """
      local kept
      function transform(rec)
        if rec.line == 1 then
          kept = batch.writer(d .. "kept.jsonl")
          error("no")
        end
        if rec.line == 2 then kept:write(rec) error("no") end
        if rec.line == 3 then kept:write(rec) end
        local other = rec.line == 1 and kept or batch.writer(d .. "again.jsonl")
        if rec.line == 3 then error("no") end
        if rec.line == 4 then other:write(rec) kept:write(rec) end
        return false
      end
      function finish() assert(kept.count == 1) end
      """)
    #expect(world.text("kept.jsonl") == FilesWorld.requests(4...4))
    #expect(world.text("again.jsonl") == FilesWorld.requests(4...4))
  }

  @Test func anOpeningThatIsUndoneLeavesTheOldFile() throws {
    world.put("old\n", "there.jsonl")
    try openings(
      """
      function transform(rec)
        batch.writer(d .. "there.jsonl")
        batch.writer(d .. "none/x.jsonl"):close()
        error("no")
      end
      """)
    #expect(world.text("there.jsonl") == "old\n")
    #expect(world.names == ["in.jsonl", "main.out", "script.lua", "there.jsonl"])
  }

  @Test func anotherRecordMayTakeThePathOfAnOpeningThatIsUndone() throws {
    try openings(
      """
      local first
      function transform(rec)
        local w = batch.writer(d .. "w" .. math.max(rec.line, 2) .. ".jsonl")
        if rec.line == 1 then first = w error("no") end
        w:write(rec)
        fails("is being written by a writer", first.write, first, rec)
        return rec.line > 2
      end
      """)
    #expect(world.text("w2.jsonl") == FilesWorld.requests(2...2))
  }

  @Test func warnsOfMetadataWithoutStore() throws {
    try world.run(
      Self.make + """
        local w = batch.writer(d .. "chat-{part}.jsonl", { max_requests = 2 })
        for i = 1, 3 do
          local rec = make(i)
          rec.url = batch.BatchEndpoint.chat_completions
          rec.body.metadata = { a = "b" }
          w:write(rec)
        end
        """)
    let subjects = ["2 chat requests have", "1 chat request has"]
    let expected = subjects.enumerated().map { part, subject in
      "warning: \(world.directory)chat-\(part + 1).jsonl: \(subject) 'metadata' "
        + "without 'store': true, which OpenAI refuses"
    }
    #expect(world.messages == expected)
  }

  @Test func warnsOfModelsByPartAlsoAfterAFailure() throws {
    world.put(FilesWorld.requests(1...4), "in.jsonl")
    try world.run(
      Self.make + """
        local w = batch.writer(d .. "p{part}.jsonl", { max_requests = 2 })
        local models = { "one", "one", "two", "one" }
        function transform(rec)
          rec.body.model = models[rec.line]
          -- The first line of another part is refused, then taken back.
          if rec.line == 2 then
            w:write(rec)
            local other = make(99)
            other.body.model = "two"
            w:write(other)
            error("no")
          end
          w:write(rec)
          if rec.line == 3 then error("no") end
          return false
        end
        """, input: "in.jsonl"
    ) { $0.onError = .skip }
    #expect(world.text("p1.jsonl")?.split(separator: "\n").count == 2)
    #expect(!world.messages.contains { $0.contains("mismatched_model") }, "\(world.messages)")
  }

  @Test func aClosedWriterSaysSo() throws {
    try world.run(
      Self.make + """
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
      Self.make + """
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

  @Test func aPartThatCannotBeOpenedEndsTheRun() throws {
    let failure = world.failure(
      Self.make + """
        batch.writer(d .. "p2.jsonl")
        local w = batch.writer(d .. "p{part}.jsonl", { max_requests = 1 })
        for i = 1, 3 do pcall(w.write, w, make(i)) end
        pcall(w.close, w)
        """)
    #expect(failure?.contains("p2.jsonl is being written by a writer") == true)
    #expect(world.names == ["script.lua"])
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
      Self.make + """
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

  @Test func warnsOfEachPart() throws {
    try world.run(
      Self.make + """
        local w = batch.writer(d .. "all.jsonl")
        local p = batch.writer(d .. "p{part}.jsonl", { max_requests = 50000 })
        for i = 1, 50001 do local r = make(i) w:write(r) p:write(r) end
        """)
    #expect(world.messages.count == 1)
    #expect(world.messages.first?.contains("all.jsonl: ") == true)
    #expect(world.messages.first?.contains("(too_many_requests)") == true)
    let failure = world.failure(
      Self.make + """
        local w = batch.writer(d .. "strict.jsonl")
        for i = 1, 50001 do w:write(make(i)) end
        """
    ) { $0.isStrict = true }
    #expect(failure?.contains("strict.jsonl: ") == true)
    #expect(!world.names.contains("strict.jsonl"))
  }

  @Test func writesDevicesDirectly() throws {
    try world.run(
      Self.make + """
        local a, b = batch.writer("/dev/null"), batch.writer("/dev/null")
        a:write(make(1)) b:write(make(1))
        """)
  }

  @Test func aSignalWaitsUntilFilesArePlaced() {
    let (_, signal) = Placing.uninterrupted {
      if case .end = Placing.signal(15) { Issue.record("the process would end") }
    }
    #expect(signal == 15)
    #expect(Placing.uninterrupted {}.signal == nil)
  }

  @Test func aFileThatCannotBePlacedLeavesTheOthers() throws {
    world.put("old", "a")
    let files = try ["a", "b", "c"].map { try OutputFile(world.directory + $0) }
    for file in files {
      var text = "new"
      try text.withUTF8 { try file.write($0) }
    }
    try FileManager.default.createDirectory(
      atPath: world.directory + "c/full", withIntermediateDirectories: true)
    #expect(throws: RunError.self) { try OutputFile.commit(files) }
    #expect(world.text("a") == "old")
    #expect(world.names == ["a", "c", "c/full"])
  }
}
