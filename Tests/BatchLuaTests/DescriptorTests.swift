import Foundation
import Glibc
import Synchronization
import Testing

@testable import BatchLua

/// A program that makes many runs keeps no descriptor of any.
@Suite(.serialized) struct DescriptorTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    _ = try scratch.write(#"{"n":1}"# + "\n", to: "in.jsonl")
  }

  private var count: Int {
    ((try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []).count
  }

  private func options(_ code: String, _ output: Path) -> RunOptions {
    var options = RunOptions(script: .code(code), inputs: [.file(scratch.place("in.jsonl"))])
    options.output = .file(output)
    options.recordType = .json
    options.stackSize = 1 << 20
    return options
  }

  @Test(arguments: ["true", "error('no')"], ["/dev/null", "out.jsonl"])
  func runsLeaveNone(code: String, output: String) throws {
    let path = output.hasPrefix("/") ? Path(output) : scratch.place(output)
    _ = try? Run(options(code, path)).execute()
    let before = count
    for _ in 1...40 { _ = try? Run(options(code, path)).execute() }
    #expect(count == before)
  }

  @Test(arguments: ["true", "error('no')"]) func theReaderOfAPipeSeesItsEnd(code: String) throws {
    mkfifo(scratch.path("pipe"), 0o600)
    let reader = open(scratch.path("pipe"), O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    defer { close(reader) }
    _ = try? Run(options(code, scratch.place("pipe"))).execute()
    var bytes = [UInt8](repeating: 0, count: 100)
    if code == "true" { #expect(read(reader, &bytes, 100) == 8) }
    // With a writer it would be -1, and EAGAIN.
    #expect(read(reader, &bytes, 100) == 0)
  }

  /// What cannot be opened closes its descriptor once: the number may be another file's by then.
  @Test func aDirectoryIsClosedOnce() throws {
    let (path, name) = (scratch.folder.path, scratch.path("in.jsonl"))
    let isOver = Atomic<Bool>(false)
    let ended = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      while !isOver.load(ordering: .relaxed) { _ = try? InputFile(Path(path)) }
      ended.signal()
    }
    var lost = 0
    for _ in 0..<30_000 {
      let file = open(name, O_RDONLY | O_CLOEXEC)
      if fcntl(file, F_GETFD) < 0 { lost += 1 }
      if close(file) != 0 { lost += 1 }
    }
    isOver.store(true, ordering: .relaxed)
    ended.wait()
    #expect(lost == 0)
  }
}
