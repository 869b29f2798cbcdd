internal import BatchModel
internal import LazyJSON

/// The chunks of all inputs, one after the other, for all threads that process them. All of it is
/// touched under the lock of `monitor`.
final class Feed: @unchecked Sendable {
  private let pool: DocumentPool
  /// In a sealed child: what its parent has opened.
  private let files: SandboxFiles?
  private let monitor: Monitor
  /// Called when an input is more than a chunk and there may be help with it.
  private let onMuch: () throws -> Void
  /// Of the one who helps.
  private let indexer = RecordKeys.indexer()
  private var inputs: [String]
  private var source: ChunkSource?
  private var file = ""
  private var isOpening = false
  private var isStopped = false
  /// Of the next chunk: the 1-based numbers of its first physical line and record, and its own.
  private var line = 1
  private var record = 1
  private var number = 0

  init(
    _ inputs: [String], _ files: SandboxFiles?, pool: DocumentPool, monitor: Monitor,
    onMuch: @escaping () throws -> Void
  ) {
    self.inputs = inputs
    self.pool = pool
    self.files = files
    self.monitor = monitor
    self.onMuch = onMuch
  }

  /// The next chunk; nil at the end, and after `stop`. `indexer` is the caller's.
  func next(_ indexer: borrowing Indexer) throws -> Chunk? {
    monitor.lock()
    defer { monitor.unlock() }
    do {
      return try nextChunk(indexer)
    } catch {
      isStopped = true
      end()
      throw error
    }
  }

  private func nextChunk(_ indexer: borrowing Indexer) throws -> Chunk? {
    while !isStopped {
      if let source {
        if let document = try source.next(indexer) { return chunk(document) }
        if self.source === source { end() }
      } else if isOpening {
        monitor.wait()
      } else if try !openNext() {
        return nil
      }
    }
    return nil
  }

  private func chunk(_ document: Document) -> Chunk {
    let origin = Engine.Origin(file: file, firstLine: line, firstRecord: record)
    defer {
      line += document.physicalLines
      record += document.lines.count
      number += 1
    }
    return Chunk(document, origin, number: number)
  }

  /// False when there is no further input. The lock is given back meanwhile: opening may wait.
  private func openNext() throws -> Bool {
    guard !inputs.isEmpty else { return false }
    let input = inputs.removeFirst()
    isOpening = true
    monitor.unlock()
    defer {
      isOpening = false
      monitor.wakeAll()
    }
    do {
      let input = try files?.nextInput() ?? LineReader.open(input)
      let opened = try ChunkSource(input, pool: pool, monitor: monitor)
      if opened.takesHelp { try onMuch() }
      monitor.lock()
      if isStopped { opened.stop() }
      (source, file, line) = (opened, input.name, 1)
    } catch {
      monitor.lock()
      throw error
    }
    return true
  }

  private func end() {
    source?.stop()
    source = nil
  }

  /// Whether `next` would wait for input.
  var isEmpty: Bool {
    monitor.lock()
    defer { monitor.unlock() }
    return source?.isEmpty ?? false
  }

  /// No more is wanted.
  func stop() {
    monitor.lock()
    isStopped = true
    end()
    monitor.wakeAll()
    monitor.unlock()
  }

  /// Reads or indexes ahead, the lock given back meanwhile; false when there is nothing to do for
  /// now. For one thread, which holds the lock and has nothing else to do.
  func help() -> Bool { source?.help(indexer) ?? false }
}
