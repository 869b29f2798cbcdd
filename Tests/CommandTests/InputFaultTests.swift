import Foundation
import Glibc
import Testing

/// Inputs that cannot be read, and those that change while they are.
struct InputFaultTests {
  let tool: Tool

  init() throws {
    tool = try Tool()
    try tool.write("old\n", to: "out.jsonl")
    try tool.write(GatedRun.manyLines, to: "in.jsonl")
  }

  private func expectFailure(_ result: Tool.Result, _ message: String) throws {
    #expect(result.code == 2)
    #expect(result.error == "error: \(message)\n")
    #expect(try tool.read("out.jsonl") == "old\n")
    #expect(!tool.names.contains { $0.hasSuffix(".tmp") })
  }

  // MARK: While it is read

  private func changed(_ change: () throws -> Void) throws -> Tool.Result {
    let run = try GatedRun(tool, ["in.jsonl", "-o", "out.jsonl"])
    try change()
    return try run.finish()
  }

  private static let change =
    "in.jsonl changed while it was read; give a file that stays as it is"

  /// Cut between two lines, so that what is left looks whole.
  @Test func truncated() throws {
    let line = GatedRun.manyLines.utf8.firstIndex(of: 0x0A)!
    let length = GatedRun.manyLines.utf8.distance(from: GatedRun.manyLines.startIndex, to: line)
    // Ten lines "r0" to "r9", and then such as are longer by one digit.
    let count = 10 * (length + 1) + 80 * (length + 2)
    let result = try changed { truncate(tool.path("in.jsonl"), count) }
    try expectFailure(result, Self.change)
  }

  @Test func emptied() throws {
    let result = try changed { truncate(tool.path("in.jsonl"), 0) }
    #expect([2, 4].contains(result.code), "\(result.error)")
    #expect(try tool.read("out.jsonl") == "old\n")
  }

  @Test func grown() throws {
    let result = try changed {
      let file = try FileHandle(forWritingTo: tool.folder.appending(path: "in.jsonl"))
      try file.seekToEnd()
      try file.write(contentsOf: Data(Tool.requests(1, from: 1000).utf8))
      try file.close()
    }
    try expectFailure(result, Self.change)
  }

  @Test func writtenOver() throws {
    let result = try changed {
      let file = try FileHandle(forWritingTo: tool.folder.appending(path: "in.jsonl"))
      try file.write(contentsOf: Data(GatedRun.manyLines.utf8))
      try file.close()
    }
    try expectFailure(result, Self.change)
  }

  /// The file that was opened is still there in full.
  @Test(arguments: [true, false])
  func removedOrReplaced(isReplaced: Bool) throws {
    let result = try changed {
      if isReplaced { try tool.write("{}\n", to: "other") }
      unlink(tool.path("in.jsonl"))
      if isReplaced { rename(tool.path("other"), tool.path("in.jsonl")) }
    }
    #expect(result.code == 0, "\(result.error)")
    #expect(try tool.read("out.jsonl") == GatedRun.manyLines)
  }

  @Test func goneBeforeItsTurn() throws {
    try tool.write(Tool.requests(1), to: "b.jsonl")
    let run = try GatedRun(tool, ["in.jsonl", "b.jsonl", "-o", "out.jsonl"])
    unlink(tool.path("b.jsonl"))
    try expectFailure(
      try run.finish(), "cannot open b.jsonl: there is no such file or directory")
  }

  // MARK: From the beginning

  @Test(.enabled(if: Unprivileged.isPossible, "root may read all, and there is no setpriv"))
  func notReadable() throws {
    chmod(tool.path("in.jsonl"), 0)
    let result = try tool.run(
      command: ["run", "-e", "true", "in.jsonl", "-o", "out.jsonl"], through: Unprivileged.wrapper)
    try expectFailure(result, "cannot open in.jsonl: permission denied")
  }

  @Test(.enabled(if: Unprivileged.isPossible, "root may read all, and there is no setpriv"))
  func scriptThatIsNotReadable() throws {
    try tool.write("function transform() end", to: "s.lua")
    chmod(tool.path("s.lua"), 0)
    let result = try tool.run(
      command: ["run", "s.lua", "in.jsonl", "-o", "out.jsonl"], through: Unprivileged.wrapper)
    try expectFailure(result, "cannot read the script s.lua: permission denied")
  }

  @Test(arguments: [".", "link"])
  func directory(name: String) throws {
    symlink(".", tool.path("link"))
    let result = try tool.run("-e", "true", name, "-o", "out.jsonl")
    try expectFailure(result, "\(name) is a directory; give a file of JSON Lines")
  }

  @Test(arguments: ["gz", "zst"])
  func packedInputThatIsCut(suffix: String) throws {
    let name = "packed.jsonl.\(suffix)"
    #expect(try tool.run("-e", "true", "in.jsonl", "-o", name).code == 0)
    var status = stat()
    stat(tool.path(name), &status)
    truncate(tool.path(name), status.st_size - 10)
    let result = try tool.run("-e", "true", name, "-o", "out.jsonl")
    let format = suffix == "gz" ? "gzip" : "Zstandard"
    try expectFailure(
      result, "cannot read \(name): the \(format) data ends early: it is truncated")
  }

  @Test func directoryAsStandardInput() throws {
    let result = try tool.run(
      command: ["run", "-e", "true", "-o", "out.jsonl"],
      through: ["sh", "-c", "exec \"$@\" < .", "sh"])
    try expectFailure(result, "standard input is a directory; give a file of JSON Lines")
  }

  @Test func closedStandardInput() throws {
    let result = try tool.run(
      command: ["run", "-e", "true", "-o", "out.jsonl"],
      through: ["sh", "-c", "exec \"$@\" <&-", "sh"])
    try expectFailure(result, "cannot read standard input: it is closed")
  }

  /// A shell empties the input, or it would grow as it is read.
  @Test(arguments: [">", ">>"])
  func standardOutputIsTheInput(redirection: String) throws {
    let result = try tool.run(
      command: ["run", "-e", "true", "in.jsonl"],
      through: ["sh", "-c", "exec \"$@\" \(redirection) in.jsonl", "sh"])
    try expectFailure(
      result,
      "in.jsonl is also standard output; an output that is named may be an input, which is "
        + "replaced when the run has succeeded")
    #expect(try tool.read("in.jsonl") == (redirection == ">" ? "" : GatedRun.manyLines))
  }

  /// Readers that nobody closes go when they are garbage, and not those that are in use.
  @Test(arguments: [
    "batch.lines('few.jsonl'):read()", "batch.reader('few.jsonl', { type = 'json' }):read()",
    "batch.csv('few.csv'):read()",
  ])
  func limitOfDescriptorsForReaders(call: String) throws {
    try tool.write(Tool.requests(2), to: "few.jsonl")
    try tool.write("a,b\n1,2\n3,4\n", to: "few.csv")
    try tool.write(
      """
      function begin()
        local kept = {}
        for i = 1, 50 do kept[i] = \(call.dropLast(7)) end
        for i = 1, 2000 do assert(\(call)) end
        for i = 1, 50 do assert(kept[i]:read()) end
      end
      """, to: "s.lua")
    let result = try tool.run(
      command: ["run", "s.lua", "-o", "out.jsonl"], through: ["prlimit", "--nofile=160"])
    #expect(result.code == 0, "\(result.error)")
  }
}
