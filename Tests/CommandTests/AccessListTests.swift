import Foundation
import Glibc
import SystemXattr
import Testing

/// Access control lists of files that are replaced.
@Suite(.enabled(if: AccessLists.isPossible, "the file system has no access control lists"))
struct AccessListTests {
  private let tool: Tool
  init() throws {
    tool = try Tool()
    try tool.write(Tool.requests(1), to: "in.jsonl")
    try tool.write("old\n", to: "out.jsonl")
  }

  private func set(_ name: String, _ attribute: String, _ bytes: [UInt8]) {
    #expect(setxattr(tool.path(name), attribute, bytes, bytes.count, 0) == 0)
  }

  private func get(_ name: String) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 1024)
    let count = getxattr(tool.path(name), AccessLists.name, &bytes, bytes.count)
    return count < 0 ? nil : Array(bytes.prefix(count))
  }

  private func mode(_ name: String) -> mode_t {
    var status = stat()
    #expect(stat(tool.path(name), &status) == 0)
    return status.st_mode & 0o7777
  }

  private func run(_ options: [String] = [], through wrapper: [String] = []) throws -> String {
    let result = try tool.run(
      command: ["run"] + options + ["-e", "true", "in.jsonl", "-o", "out.jsonl"],
      through: wrapper)
    #expect(result.code == 0, "\(result.error)")
    #expect(try tool.read("out.jsonl") == Tool.requests(1))
    return result.error
  }

  @Test(arguments: [[], ["--sandbox"]]) func stays(options: [String]) throws {
    set("out.jsonl", AccessLists.name, AccessLists.bytes)
    #expect(mode("out.jsonl") == 0o660)
    #expect(try run(options) == "")
    #expect(get("out.jsonl") == AccessLists.bytes)
    #expect(mode("out.jsonl") == 0o660)
  }

  @Test(.enabled(if: WithoutProc.isPossible, "it takes root and unshare"))
  func staysOnAFileWithAName() throws {
    set("out.jsonl", AccessLists.name, AccessLists.bytes)
    #expect(try run(through: WithoutProc.wrapper) == "")
    #expect(get("out.jsonl") == AccessLists.bytes)
  }

  /// What the folder gives to new files is not for one that has had none.
  @Test func thatOfTheFolderIsForNewFiles() throws {
    chmod(tool.path("out.jsonl"), 0o640)
    set(".", AccessLists.ofFolder, AccessLists.bytes)
    #expect(try run() == "")
    #expect(get("out.jsonl") == nil)
    #expect(mode("out.jsonl") == 0o640)
    unlink(tool.path("out.jsonl"))
    _ = try run()
    #expect(get("out.jsonl") == AccessLists.bytes)
  }

  /// Root without the right to give files away stands for other users. The group gets what the list
  /// allowed it, not what that allowed at most.
  @Test(
    .enabled(
      if: geteuid() == 0 && access("/usr/bin/setpriv", X_OK) == 0, "it takes root and setpriv"))
  func goesWithoutItsOwner() throws {
    set("out.jsonl", AccessLists.name, AccessLists.bytes)
    chown(tool.path("out.jsonl"), 65534, 0)
    let error = try run(
      through: ["/usr/bin/setpriv", "--bounding-set=-chown,-fsetid,-dac_override,-fowner"])
    #expect(
      error == """
        warning: out.jsonl has lost its owner 65534 and its access control list, which this user \
        may not set; nobody has more rights than before

        """)
    #expect(get("out.jsonl") == nil)
    #expect(mode("out.jsonl") == 0o640)
  }
}

/// A list as the kernel takes it.
enum AccessLists {
  static let name = "system.posix_acl_access"
  static let ofFolder = "system.posix_acl_default"

  /// user::rw-, user:0:rw-, group::r--, mask::rw-, other::---
  static let bytes = list([
    (1, 6, .max), (2, 6, 0), (4, 4, .max), (0x10, 6, .max), (0x20, 0, .max),
  ])

  private static func list(_ entries: [(UInt16, UInt16, UInt32)]) -> [UInt8] {
    little(2 as UInt32) + entries.flatMap { little($0) + little($1) + little($2) }
  }

  private static func little(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }

  static let isPossible: Bool = {
    guard let tool = try? Tool(), (try? tool.write("", to: "f")) != nil else { return false }
    return setxattr(tool.path("f"), name, bytes, bytes.count, 0) == 0
  }()
}
