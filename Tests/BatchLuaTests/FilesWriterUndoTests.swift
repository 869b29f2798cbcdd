import Foundation
import Testing

@testable import BatchLua

/// What writers leave when a record is refused or the run fails.
@Suite struct FilesWriterUndoTests {
  let world = FilesWorld()

  @Test func aFailureLeavesNothing() throws {
    world.put(FilesWorld.requests(1...3), "in.jsonl")
    world.put("old\n", "there.jsonl")
    let script =
      FilesWorld.make + """
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
      FilesWorld.make + """
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

  /// A writer for each custom_id, opened by the record; the third record fails.
  private func openings(_ script: String) throws {
    world.put(FilesWorld.requests(1...4), "in.jsonl")
    try world.run(FilesWorld.make + script, input: "in.jsonl") { $0.onError = .skip }
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

  @Test func aSignalWaitsUntilFilesArePlaced() {
    let (_, signal) = RenameSection.uninterrupted {
      if case .end = RenameSection.signal(15) { Issue.record("the process would end") }
    }
    #expect(signal == 15)
    #expect(RenameSection.uninterrupted {}.signal == nil)
  }

  @Test func aFileThatCannotBePlacedLeavesTheOthers() throws {
    world.put("old", "a")
    let files = try ["a", "b", "c"].map { try OutputFile(Path(world.directory + $0)) }
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
