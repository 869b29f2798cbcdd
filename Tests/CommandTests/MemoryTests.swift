import Foundation
import Testing

/// Memory of the process: bounded whatever the size of the file.
struct MemoryTests {
  private static let limit = 64 << 20

  @Test func doesNotGrowWithTheFile() throws {
    let tool = try Tool()
    let text = String(repeating: "x", count: 2000)
    let lines = (1...20000).map { Tool.request("r\($0)").replacing("Hi", with: text) + "\n" }
    try tool.write(lines.joined(), to: "in.jsonl")
    let code = "body.model = 'm' body.metadata = {a = 'b'} body.store = true"
    let result = try tool.run("-e", code, "in.jsonl", "-o", "/dev/null", timeout: 60)
    #expect(result.code == 0)
    #expect(result.memory < Self.limit, "\(result.memory >> 20) MiB")
  }

  /// Kept in a table, records cost their bytes and at most 600 more each: as they were read, or
  /// edited.
  @Test(arguments: [
    "ALL[#ALL + 1] = r",
    "r.body.model = 'gpt-5-mini' r.body.max_tokens = 5 ALL[#ALL + 1] = r",
    "for k in pairs(r.body) do N = k end ALL[#ALL + 1] = r",
  ])
  func keptRecordsCostLittleMoreThanTheirBytes(code: String) throws {
    let tool = try Tool()
    let text = String(repeating: "x", count: 1800)
    let lines = (1...40000).map { Tool.request("r\($0)").replacing("Hi", with: text) + "\n" }
    let file = lines.joined()
    try tool.write(file, to: "in.jsonl")
    try tool.write("ALL = {} function transform(r) \(code) end", to: "keep.lua")
    let none = try tool.run("-e", "true", "in.jsonl", "-o", "/dev/null", timeout: 60)
    let all = try tool.run("keep.lua", "in.jsonl", "-o", "/dev/null", timeout: 60)
    #expect(none.code == 0 && all.code == 0)
    let cost = (all.memory - none.memory - file.utf8.count) / lines.count
    #expect(cost < 600, "\(cost) bytes a record")
  }

  @Test func decodedTextsComeFreeWithinARecord() throws {
    let code = "for _ = 1, 30000 do local _ = json.decode('{\"a\":[1,2,3]}').a end"
    let result = try Tool().run("-e", code, "-", input: Tool.requests(1))
    #expect(result.code == 0)
    #expect(result.memory < Self.limit, "\(result.memory >> 20) MiB")
  }

  /// 16,000 lines from one call take no longer a line than 2,000.
  @Test func manyLinesOfOneCall() throws {
    func seconds(_ count: Int) throws -> Double {
      let code = """
        for i = 1, \(count) do req.custom_id = 'n' .. i batch.emit(req) end
        """
      let start = ContinuousClock.now
      #expect(try Tool().run("-e", code, "-", "-o", "/dev/null", input: Tool.requests(1)).code == 0)
      return Double(start.duration(to: .now).components.attoseconds) * 1e-18
        + Double(start.duration(to: .now).components.seconds)
    }
    let (few, many) = (try seconds(2000), try seconds(16000))
    #expect(many < few * 14, "\(few) s and \(many) s")
  }
}
