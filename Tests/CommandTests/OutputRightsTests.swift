import Foundation
import Glibc
import Testing

/// Who may read an output, while it is written and when it is there.
struct OutputRightsTests {
  private let tool: Tool

  init() throws {
    tool = try Tool()
    try tool.write(Tool.requests(3), to: "in.jsonl")
  }

  private func status(_ name: String) -> stat {
    var status = stat()
    #expect(stat(tool.path(name), &status) == 0)
    return status
  }

  @discardableResult
  private func run(as wrapper: [String] = []) throws -> String {
    let result = try tool.run(
      command: ["run", "-e", "true", "in.jsonl", "-o", "out.jsonl"], through: wrapper)
    #expect(result.code == 0, "\(result.error)")
    #expect(try tool.read("out.jsonl") == Tool.requests(3))
    return result.error
  }

  /// All files that the process has open for writing, by what /proc says of them.
  @Test(arguments: [0o600, 0o644]) func nobodyElseReadsWhatIsNotWhole(mode: mode_t) throws {
    try tool.write("old\n", to: "out.jsonl")
    chmod(tool.path("out.jsonl"), mode)
    let code = "w = w or batch.writer('new.jsonl') w:write(req)"
    let run = try GatedRun(tool, ["in.jsonl", "-o", "out.jsonl"], before: code)
    let folder = "/proc/\(run.pid)/fd"
    var found = 0
    for number in try FileManager.default.contentsOfDirectory(atPath: folder) {
      let target = try FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(number)")
      guard target.hasPrefix(tool.folder.path + "/"), !target.contains("/.of-"),
        !target.hasSuffix("in.jsonl")
      else { continue }
      found += 1
      var status = stat()
      #expect(stat("\(folder)/\(number)", &status) == 0)
      let isHidden = status.st_nlink == 0
      #expect(isHidden || status.st_mode & 0o077 == 0, "\(target): \(status.st_mode)")
    }
    #expect(found == 2)
    for name in tool.names where name.contains(".tmp") {
      #expect(status(name).st_mode & 0o077 == 0)
    }
    #expect(try run.finish().code == 0)
    #expect(status("out.jsonl").st_mode & 0o7777 == mode)
    #expect(status("new.jsonl").st_mode & 0o7777 == 0o644)
  }

  @Test(arguments: [(0o022, 0o644), (0o077, 0o600), (0, 0o666), (0o027, 0o640)])
  func newFilesFollowTheUmask(mask: Int, mode: mode_t) throws {
    let wrapper = ["sh", "-c", "umask \(String(mask, radix: 8)); exec \"$@\"", "sh"]
    try run(as: wrapper)
    #expect(status("out.jsonl").st_mode & 0o7777 == mode)
    // Also where no file can be without a name.
    unlink(tool.path("out.jsonl"))
    if WithoutProc.isPossible {
      try run(as: WithoutProc.wrapper + wrapper)
      #expect(status("out.jsonl").st_mode & 0o7777 == mode)
    }
  }

  @Test(.enabled(if: geteuid() == 0, "only root may give files away"))
  func ownerAndGroupStay() throws {
    try tool.write("old\n", to: "out.jsonl")
    chown(tool.path("out.jsonl"), 65534, 12)
    chmod(tool.path("out.jsonl"), 0o640)
    try run()
    let status = status("out.jsonl")
    #expect(status.st_uid == 65534 && status.st_gid == 12)
    #expect(status.st_mode & 0o7777 == 0o640)
  }

  @Test(arguments: [0o4755, 0o2755, 0o1644, 0o7777])
  func bitsThatLendTheOwnerDoNot(mode: mode_t) throws {
    try tool.write("old\n", to: "out.jsonl")
    if geteuid() == 0 { chown(tool.path("out.jsonl"), 65534, 65534) }
    chmod(tool.path("out.jsonl"), mode)
    try run()
    #expect(status("out.jsonl").st_mode & 0o7777 == mode & 0o777)
  }

  /// Root without the right to give files away stands for other users.
  @Test(
    .enabled(
      if: geteuid() == 0 && access("/usr/bin/setpriv", X_OK) == 0, "it takes root and setpriv"),
    arguments: [
      (65534 as uid_t, 0 as gid_t, 0o666 as mode_t, 0o644 as mode_t),
      (65534, 65534, 0o666, 0o644), (65534, 65534, 0o662, 0o600), (65534, 65534, 0o777, 0o644),
      (0, 65534, 0o664, 0o644), (0, 65534, 0o660, 0o600), (65534, 0, 0o4777, 0o644),
    ])
  func withoutItsOwnerNobodyGetsMore(
    owner: uid_t, group: gid_t, mode: mode_t, result: mode_t
  ) throws {
    try tool.write("old\n", to: "out.jsonl")
    chown(tool.path("out.jsonl"), owner, group)
    chmod(tool.path("out.jsonl"), mode)
    let error = try run(as: ["/usr/bin/setpriv", "--bounding-set=-chown,-fsetid,-dac_override"])
    let lost = (group == 0 ? [] : ["group \(group)"]) + (owner == 0 ? [] : ["owner \(owner)"])
    #expect(
      error == "warning: out.jsonl has lost its \(lost.joined(separator: " and its ")), which this "
        + "user may not set; nobody has more rights than before\n")
    let status = status("out.jsonl")
    #expect(status.st_uid == 0 && status.st_gid == 0)
    #expect(status.st_mode & 0o7777 == result)
  }
}
