import Foundation
import Glibc
import Testing

/// Files that a run has in use already: no writer of its script takes them, nor what is made beside
/// them, by whatever name.
struct ClaimTests {
  private let tool: Tool
  private static let outputs = ["out.jsonl", "bad.jsonl", "bad.jsonl.errors.jsonl"]
  private static let inputs = ["in.jsonl", "other.jsonl", "s.lua"]

  init() throws {
    tool = try Tool()
    for name in ["in.jsonl", "other.jsonl"] { try tool.write(Tool.requests(2), to: name) }
    mkdir(tool.path("d"), 0o755)
  }

  /// A script that takes a file for itself: in a record, or when it is loaded.
  private func run(_ call: String, inRecord: Bool) throws -> Tool.Result {
    let script = "function transform(r) \(inRecord ? call : "") end \(inRecord ? "" : call)"
    try tool.write(script, to: "s.lua")
    return try tool.run(
      "s.lua", "in.jsonl", "other.jsonl", "-o", "out.jsonl", "--rejects", "bad.jsonl")
  }

  private func expectRefusal(_ call: String, _ name: String, _ reason: String) throws {
    for inRecord in [false, true] {
      let before = tool.names.filter { $0 != "s.lua" }
      let result = try run(call, inRecord: inRecord)
      #expect(result.code == (inRecord ? 4 : 3), "\(call): \(result.error)")
      #expect(result.error.hasPrefix("error: "), "\(result.error)")
      #expect(result.error.contains("\(name) is \(reason)"), "\(result.error)")
      #expect(tool.names.filter { $0 != "s.lua" } == before)
      for name in Self.outputs where tool.has(name) { #expect(try tool.read(name) == "old\n") }
      #expect(try tool.read("in.jsonl") == Tool.requests(2))
    }
  }

  @Test(arguments: outputs, [false, true])
  func outputsAreTaken(name: String, isThere: Bool) throws {
    if isThere { try tool.write("old\n", to: name) }
    for path in [name, "./\(name)", "d/../\(name)", tool.path(name)] {
      try expectRefusal(
        "batch.writer('\(path)')", path, "an output of this run; a writer needs a file of its own")
      guard isThere else { continue }
      try expectRefusal(
        "batch.readfile('\(path)')", path,
        "an output of this run; it can be read when the run has ended")
    }
  }

  @Test(arguments: outputs)
  func alsoThroughALink(name: String) throws {
    try tool.write("old\n", to: name)
    symlink(name, tool.path("link"))
    try expectRefusal("batch.writer('link')", "link", "an output of this run")
    try expectRefusal("batch.lines('link')", "link", "an output of this run")
  }

  @Test(arguments: inputs)
  func inputsAreTaken(name: String) throws {
    try expectRefusal("batch.writer('\(name)')", name, "an input of this run")
  }

  /// The number of parts is not known before the end.
  @Test(arguments: [1, 2])
  func partsOfTheOutput(part: Int) throws {
    let result = try tool.run(
      "-e", "w = w or batch.writer('p\(part).jsonl') w:write(req)", "in.jsonl", "-o",
      "p{part}.jsonl", "--max-requests", "1")
    #expect(result.code == 2)
    #expect(result.error.contains("p\(part).jsonl is written twice by this run"))
    #expect(tool.names == ["d", "in.jsonl", "other.jsonl"])
  }
}
