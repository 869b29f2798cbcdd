import Foundation
import Testing

/// The order in which outputs reach the disk: their bytes, then their names, then the folder.
@Suite(.enabled(if: FaultInjection.isPossible, "strace is not there, or may not trace"))
struct DurabilityTests {
  private let tool: Tool

  init() throws {
    tool = try Tool()
    try tool.write(Tool.requests(20), to: "in.jsonl")
  }

  /// The calls of a run that concern the folder, without process numbers and results.
  private func calls(_ arguments: [String]) throws -> [Substring] {
    let names = "openat,write,writev,fsync,fdatasync,fchmod,fchown,linkat,link,rename,unlink,close"
    let result = try tool.run(
      command: ["run", "-q"] + arguments,
      through: ["strace", "-f", "-y", "-o", tool.path(".of-trace"), "-e", "trace=\(names)"])
    #expect(result.code == 0, "\(result.error)")
    return try tool.read(".of-trace").split(separator: "\n").compactMap { line in
      guard line.contains(tool.folder.path), let call = line.firstIndex(where: \.isLetter) else {
        return nil
      }
      return line[call...]
    }
  }

  /// The places of calls that begin so, and hold a text.
  private func places(_ calls: [Substring], _ name: String, _ text: String) -> [Int] {
    calls.indices.filter { calls[$0].hasPrefix(name + "(") && calls[$0].contains(text) }
  }

  @Test(arguments: [false, true]) func bytesThenNamesThenTheFolder(isThere: Bool) throws {
    if isThere { try tool.write("old\n", to: "out.jsonl") }
    let calls = try calls(["-e", "true", "in.jsonl", "-o", "out.jsonl"])
    let write = try #require(places(calls, "writev", "custom_id").last)
    // No name but a number: "/folder/#123 (deleted)".
    let sync = try #require(places(calls, "fsync", "/#").first)
    let link = try #require(places(calls, "linkat", "out.jsonl").first)
    let folder = try #require(places(calls, "fsync", "\(tool.folder.path)>").last)
    #expect(write < sync && sync < link && link < folder)
    #expect(places(calls, "writev", "custom_id").allSatisfy { $0 < sync })
    let renames = places(calls, "rename", "out.jsonl")
    #expect(renames.count == (isThere ? 1 : 0))
    #expect(renames.allSatisfy { link < $0 && $0 < folder })
    // Rights do not change any more when it has a name.
    #expect(places(calls, "fchmod", "").allSatisfy { $0 < link })
  }

  /// A run in which the disk fails, at the file or at its folder.
  private func run(failingAt number: Int, _ error: String) throws -> Tool.Result {
    try tool.write("old\n", to: "out.jsonl")
    return try tool.run(
      command: ["run", "-q", "-e", "true", "in.jsonl", "-o", "out.jsonl"],
      through: [
        "strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync",
        "-e", "inject=fsync:error=\(error):when=\(number)",
      ])
  }

  @Test(arguments: ["EIO", "ENOSPC", "EDQUOT"]) func aFileThatIsNotSafe(error: String) throws {
    let result = try run(failingAt: 1, error)
    #expect(result.code == 2)
    #expect(result.error.hasPrefix("error: cannot write out.jsonl: "), "\(result.error)")
    #expect(try tool.read("out.jsonl") == "old\n")
    #expect(tool.names == ["in.jsonl", "out.jsonl"])
  }

  @Test func aNameThatIsNotSafe() throws {
    let result = try run(failingAt: 2, "EIO")
    #expect(result.code == 2)
    #expect(
      result.error.hasPrefix("error: the outputs are in place, but not safe on the disk: "),
      "\(result.error)")
    #expect(try tool.read("out.jsonl") == Tool.requests(20))
    // A file system that cannot do that promises nothing.
    #expect(try run(failingAt: 2, "EINVAL").code == 0)
  }

  /// All are on the disk before the first comes to its place.
  @Test func severalFiles() throws {
    let code = "w = w or batch.writer('w-{part}.jsonl', {max_requests = 5}) w:write(req)"
    let calls = try calls(["-e", code, "in.jsonl", "-o", "out.jsonl"])
    let syncs = places(calls, "fsync", "/#")
    let links = places(calls, "linkat", ".jsonl")
    #expect(syncs.count == 5 && links.count == 5)
    #expect(try #require(syncs.last) < #require(links.first))
    let folder = try #require(places(calls, "fsync", "\(tool.folder.path)>").last)
    #expect(try folder > #require(links.last))
  }
}
