import Foundation
import Testing

@testable import BatchLua

/// Writers that begin a new file when one is full, and warnings about each.
@Suite struct FilesWriterPartsTests {
  let world = FilesWorld()

  @Test func rotatesByCount() throws {
    try world.run(
      FilesWorld.make + """
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
      FilesWorld.make + """
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

  /// The last line that fits is in, also when it fills the part by itself.
  @Test func linesThatFillAPart() throws {
    try world.run(
      FilesWorld.make + """
        local two = batch.writer(d .. "two{part}.jsonl", { max_bytes = 2 * 78 })
        local less = batch.writer(d .. "less{part}.jsonl", { max_bytes = 2 * 78 - 1 })
        local one = batch.writer(d .. "one{part}.jsonl", { max_bytes = 78 })
        local count = batch.writer(d .. "count{part}.jsonl", { max_requests = 4 })
        for i = 1, 4 do
          for _, w in ipairs { two, less, one, count } do w:write(make(i)) end
        end
        assert(two.part == 2 and less.part == 4 and one.part == 4 and count.part == 1)
        fails("a line of 79 bytes is longer than max_bytes, 78", one.write, one, make(10))
        """)
    #expect(world.text("two1.jsonl") == FilesWorld.requests(1...2))
    #expect(world.text("two2.jsonl") == FilesWorld.requests(3...4))
    #expect(world.text("one4.jsonl") == FilesWorld.requests(4...4))
    #expect(world.text("count1.jsonl") == FilesWorld.requests(1...4))
    #expect(world.names.filter { $0.contains("two") || $0.contains("count") }.count == 3)
  }

  @Test func warnsOfMetadataWithoutStore() throws {
    try world.run(
      FilesWorld.make + """
        local w = batch.writer(d .. "chat-{part}.jsonl", { max_requests = 2 })
        for i = 1, 3 do
          local rec = make(i)
          rec.url = batch.BatchEndpoint.chat_completions
          rec.body = { model = "m", messages = {}, metadata = { a = "b" } }
          w:write(rec)
        end
        """)
    let subjects = ["2 chat requests have", "1 chat request has"]
    let expected = subjects.enumerated().map { part, subject in
      "warning: \(world.directory)chat-\(part + 1).jsonl: \(subject) 'metadata' "
        + "without 'store': true, which OpenAI refuses (invalid_request), first at line 1"
    }
    #expect(world.messages == expected)
  }

  @Test func warnsOfModelsByPartAlsoAfterAFailure() throws {
    world.put(FilesWorld.requests(1...4), "in.jsonl")
    try world.run(
      FilesWorld.make + """
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

  @Test func aPartThatCannotBeOpenedEndsTheRun() throws {
    let failure = world.failure(
      FilesWorld.make + """
        batch.writer(d .. "p2.jsonl")
        local w = batch.writer(d .. "p{part}.jsonl", { max_requests = 1 })
        for i = 1, 3 do pcall(w.write, w, make(i)) end
        pcall(w.close, w)
        """)
    #expect(failure?.contains("p2.jsonl is being written by a writer") == true)
    #expect(world.names == ["script.lua"])
  }

  @Test func warnsOfEachPart() throws {
    try world.run(
      FilesWorld.make + """
        local w = batch.writer(d .. "all.jsonl")
        local p = batch.writer(d .. "p{part}.jsonl", { max_requests = 50000 })
        for i = 1, 50001 do local r = make(i) r.body.model = "m" w:write(r) p:write(r) end
        """)
    #expect(world.messages.count == 1)
    #expect(world.messages.first?.contains("all.jsonl: ") == true)
    #expect(world.messages.first?.contains("(too_many_requests)") == true)
    let failure = world.failure(
      FilesWorld.make + """
        local w = batch.writer(d .. "strict.jsonl")
        for i = 1, 50001 do local r = make(i) r.body.model = "m" w:write(r) end
        """
    ) { $0.isStrict = true }
    #expect(failure?.contains("strict.jsonl: ") == true)
    #expect(!world.names.contains("strict.jsonl"))
  }
}
