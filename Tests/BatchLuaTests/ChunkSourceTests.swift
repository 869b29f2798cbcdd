import BatchModel
import Foundation
import Glibc
import LazyJSON
import Synchronization
import Testing

@testable import BatchLua

/// The chunks of an input, for several threads.
struct ChunkSourceTests {
  private static let range = 1 << 18

  /// A file of which what follows the first range cannot be read, which shows late.
  private final class BadFile: InputFile, @unchecked Sendable {
    let isRead = DispatchSemaphore(value: 0)
    let mayFail = DispatchSemaphore(value: 0)

    override func read(
      into space: UnsafeMutableRawBufferPointer, at place: Int
    ) throws(RunError) -> Int {
      if place > ChunkSourceTests.range && place < 2 * ChunkSourceTests.range {
        isRead.signal()
        mayFail.wait()
        throw RunError(.io, "cannot read it")
      }
      return try super.read(into: space, at: place)
    }
  }

  private func format(_ framing: InputFraming = .jsonl) -> InputFormat {
    InputFormat(shape: .openai, framing: framing, maxLine: LineLimit(bytes: 1 << 30))
  }

  private func next(_ source: ChunkSource) throws -> Document? {
    try source.next(RecordKeys.indexer(.openai))
  }

  private func help(_ source: ChunkSource) -> Bool { source.help(RecordKeys.indexer(.openai)) }

  /// Counts the lines of the chunks that it sees, by their documents.
  private final class Counter: ChunkInspector {
    let counts = Mutex<[UnsafeMutableRawPointer: Int]>([:])

    func inspect(_ document: Document) {
      counts.withLock { $0[document.address, default: 0] += document.lines.count }
    }

    func take(_ document: Document) -> Int? {
      counts.withLock { $0.removeValue(forKey: document.address) }
    }
  }

  /// Whoever indexes a chunk has it inspected, once, before it is handed out.
  @Test(arguments: [InputFraming.jsonl, .json]) func chunksAreInspected(
    framing: InputFraming
  ) throws {
    let scratch = try Scratch()
    let text = String(repeating: "{}\n", count: 2 * Self.range)
    let file = try InputFile(Path(try scratch.write(text, to: "in.jsonl")))
    let (pool, monitor, counter) = (DocumentPool(), ConditionLock(), Counter())
    let source = try ChunkSource(
      file, as: format(framing), pool: pool, monitor: monitor, cores: CPUAffinity(),
      inspector: counter)
    monitor.lock()
    defer { monitor.unlock() }
    var lines = 0
    while let document = try next(source) {
      #expect(counter.take(document) == document.lines.count)
      lines += document.lines.count
      pool.give(document)
      _ = help(source)
    }
    #expect(lines == 2 * Self.range)
    source.stop()
  }

  /// What is behind it has been read by then, and is for nobody who still waits.
  @Test func failureIsTheEnd() throws {
    let scratch = try Scratch()
    let text = String(repeating: "{}\n", count: Self.range)
    let file = try BadFile(Path(try scratch.write(text, to: "in.jsonl")))
    let (pool, monitor) = (DocumentPool(), ConditionLock())
    let source = try ChunkSource(
      file, as: format(), pool: pool, monitor: monitor, cores: CPUAffinity())
    let ended = DispatchSemaphore(value: 0)
    monitor.lock()
    defer { monitor.unlock() }
    let first = try #require(try next(source))
    pool.give(first)
    Thread.detachNewThread {
      monitor.lock()
      _ = help(source)
      monitor.unlock()
      ended.signal()
    }
    monitor.unlock()
    file.isRead.wait()
    monitor.lock()
    #expect(help(source))
    monitor.unlock()
    file.mayFail.signal()
    ended.wait()
    monitor.lock()
    #expect(throws: RunError.self) { try next(source) }
    source.stop()
    #expect(try next(source) == nil)
    // The one that failed is back; the one behind it is the source's.
    #expect(pool.taken == 1)
  }

  /// A line that is longer than a range leaves ranges without a line, which are no chunks.
  @Test(arguments: [1, 2, 3]) func rangesWithoutALine(lines: Int) throws {
    let scratch = try Scratch()
    let long = "\"" + String(repeating: "x", count: 3 * Self.range) + "\"\n"
    let path = try scratch.write(String(repeating: long, count: lines), to: "in.jsonl")
    let (pool, monitor) = (DocumentPool(), ConditionLock())
    var count = 0
    do {
      let source = try ChunkSource(
        InputFile(Path(path)), as: format(), pool: pool, monitor: monitor, cores: CPUAffinity())
      monitor.lock()
      defer { monitor.unlock() }
      while let document = try next(source) {
        #expect(!document.lines.isEmpty && pool.taken == 1)
        count += document.lines.count
        pool.give(document)
      }
      source.stop()
    }
    #expect(count == lines)
    #expect(pool.taken == 0)
  }

  /// Nobody writes to the pipe when another thread wants no more.
  @Test func stopEndsWaiting() throws {
    let scratch = try Scratch()
    let path = scratch.path("pipe")
    mkfifo(path, 0o600)
    let writer = open(path, O_RDWR)
    defer { close(writer) }
    let monitor = ConditionLock()
    let source = try ChunkSource(
      InputFile(Path(path)), as: format(), pool: DocumentPool(), monitor: monitor,
      cores: CPUAffinity())
    let (isLocked, ended) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    Thread.detachNewThread {
      monitor.lock()
      isLocked.signal()
      let document = try? next(source)
      #expect(document == nil)
      monitor.unlock()
      ended.signal()
    }
    isLocked.wait()
    monitor.lock()  // when the thread waits
    source.stop()
    monitor.unlock()
    #expect(ended.wait(timeout: .now() + 60) == .success)
  }

  /// The process may end after it, and takes with it what indexing needs.
  @Test func stopWaitsForWhoIsAtAChunk() throws {
    let scratch = try Scratch()
    let text = String(repeating: "{}\n", count: Self.range)
    let file = try BadFile(Path(try scratch.write(text, to: "in.jsonl")))
    let monitor = ConditionLock()
    let source = try ChunkSource(
      file, as: format(), pool: DocumentPool(), monitor: monitor, cores: CPUAffinity())
    let (helped, stopped) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let isLocked = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      monitor.lock()
      while help(source) {}
      monitor.unlock()
      helped.signal()
    }
    file.isRead.wait()
    Thread.detachNewThread {
      monitor.lock()
      isLocked.signal()
      source.stop()
      stopped.signal()
      monitor.unlock()
    }
    isLocked.wait()
    monitor.lock()  // when the thread has nothing to do but to wait
    monitor.unlock()
    #expect(stopped.wait(timeout: .now() + 0.1) == .timedOut)
    file.mayFail.signal()
    #expect(stopped.wait(timeout: .now() + 60) == .success)
    helped.wait()
  }
}
