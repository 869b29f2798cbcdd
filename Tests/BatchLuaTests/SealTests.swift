import BatchLua
import CSandboxProbe
import Foundation
import Glibc
import Testing

/// The seal from inside: what a process can do before it, and no more behind it. Each attempt is
/// made in a child of its own, by the system call.
@Suite(.serialized)
struct SealTests {
  struct Attempt: CustomTestStringConvertible, Sendable {
    let number: Int32
    let name: String
    var testDescription: String { name }

    static let all: [Attempt] = (0..<100).prefix { probe_name($0) != nil }.map { number in
      Attempt(number: number, name: String(cString: probe_name(number)))
    }

    /// The number of the error that it ends with, 0 when it comes off.
    func result(_ seal: probe_seal) throws -> Int32 {
      let directory = FileManager.default.temporaryDirectory
        .appending(path: "batchlua-seal-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: directory) }
      let path = directory.appending(path: "new").path
      let result = probe(number, seal, path, getpid())
      if result != 0 { #expect(!FileManager.default.fileExists(atPath: path)) }
      return result
    }
  }

  @Test(arguments: Attempt.all)
  func comesOffInAFreeProcess(attempt: Attempt) throws {
    #expect(try attempt.result(PROBE_FREE) == 0)
  }

  @Test(arguments: Attempt.all)
  func failsBehindTheSeal(attempt: Attempt) throws {
    let expected =
      switch attempt.name {
      case "thread", "memory", "time", "choose core", "look at descriptor", "wait for descriptor",
        "write output", "give memory back", "interrupt itself", "look for terminal", "read limit",
        "grow memory", "free memory later":
        Int32(0)
      case "clone3": ENOSYS
      case "read output", "rewind output": EBADF
      case "environment": ENOENT
      case "too much memory": ENOMEM
      default: EPERM
      }
    #expect(try attempt.result(PROBE_SEALED) == expected)
  }

  /// The second fence, which would hold without the first.
  @Test(
    .enabled(if: probe_landlock() > 0),
    arguments: Attempt.all.filter { ["read file", "make file", "make link"].contains($0.name) })
  func pathsAreClosedByLandlockToo(attempt: Attempt) throws {
    #expect(try attempt.result(PROBE_PATHS) == EACCES)
  }
}
