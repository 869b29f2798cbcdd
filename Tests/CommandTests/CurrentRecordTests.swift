import Testing

/// `batch.current`.
struct CurrentRecordTests {
  let tool: Tool

  init() throws {
    tool = try Tool()
    try tool.write("{\"q\":1}\n\n[2]\n{\"q\":3}\n", to: "a.jsonl")
    try tool.write("{ \"q\" : 4 }\r\n", to: "b.jsonl")
  }

  private func run(_ script: String, _ options: String...) throws -> Tool.Result {
    try tool.write(script, to: "s.lua")
    return try tool.run(command: ["run"] + options + ["s.lua", "a.jsonl", "b.jsonl"])
  }

  /// Values have no `line` of their own.
  @Test(arguments: ["1", "2"])
  func tellsWhereTheRecordIs(jobs: String) throws {
    let result = try run(
      """
      stateless = true
      function filter(row) return batch.current.index ~= 1 end
      function transform(row)
        local at = batch.current
        return { at = at.file .. ":" .. at.line .. ":" .. at.index, raw = at.raw }
      end
      """, "--type", "json", "--on-error", "skip", "--jobs", jobs)
    #expect(result.code == 1)
    #expect(
      result.output == """
        {"at":"a.jsonl:4:3","raw":"{\\"q\\":3}"}
        {"at":"b.jsonl:1:4","raw":"{ \\"q\\" : 4 }"}

        """)
  }

  @Test func isOfTheRecordAtHandInAnyMode() throws {
    let result = try run(
      """
      local at = batch.current
      assert(at.file == nil and at.line == nil and at.index == nil and at.raw == nil)
      function begin() assert(batch.current.line == nil) end
      function transform(row)
        batch.emit({ line = at.line })
        local w = batch.writer("w.jsonl", { type = "json" })
        w:write({ line = at.line })
        for other in batch.reader("b.jsonl", { type = "json" }) do assert(other.q) end
        batch.stop()
        return { line = at.line }
      end
      function finish() assert(batch.current.raw == nil) end
      """, "--type", "json")
    #expect(result.code == 0, "\(result.error)")
    #expect(result.output == "{\"line\":1}\n{\"line\":1}\n")
  }

  @Test func hasNoOtherFields() throws {
    let unknown = try run("function transform() return batch.current.lines end", "--type", "json")
    #expect(unknown.error.contains("batch.current has no field 'lines'; did you mean 'line'?"))
    let assigned = try run("function transform() batch.current.line = 1 end", "--type", "json")
    #expect(assigned.error.contains("fields of batch.current cannot be assigned"))
  }

  @Test func isWalkedInOrder() throws {
    let result = try run(
      """
      function transform()
        local parts = {}
        for name, value in pairs(batch.current) do parts[#parts + 1] = name .. "=" .. value end
        return { all = table.concat(parts, " ") .. " " .. tostring(batch.current) }
      end
      function finish()
        for name in pairs(batch.current) do error(name) end
        assert(tostring(batch.current) == "batch.current: no record")
      end
      """, "--type", "json", "--on-error", "skip")
    #expect(
      result.output.hasSuffix(
        #"{"all":"file=b.jsonl line=1 index=4 raw={ \"q\" : 4 } shard=2 batch.current: b.jsonl:1"}"#
          + "\n"), "\(result.output)\(result.error)")
  }
}
