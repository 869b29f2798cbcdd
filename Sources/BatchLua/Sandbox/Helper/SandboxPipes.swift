internal import CSandbox
internal import Glibc
internal import SystemPackage

/// Fills a pipe with the bytes of an input that is no file, for a process that reads it.
final class PipeFiller: @unchecked Sendable {
  /// What gives the bytes at the other end. Who takes it has the only one, so that the end of the
  /// process is one of the pipe.
  private var end: InputFile?
  private let input: InputFile
  private let pipe: FileDescriptor
  private let done = Completion<Void>()
  private var isStarted = false

  init(_ input: InputFile) throws(RunError) {
    self.input = input
    let ends = try makePipe()
    pipe = ends.writing
    end = InputFile(adopting: ends.reading, path: input.path, isPacked: false)
  }

  deinit { if !isStarted { try? pipe.close() } }

  func takeEnd() -> InputFile {
    defer { end = nil }
    return end!
  }

  func start() throws(RunError) {
    let signal = StopSignal.current
    let problem = LargeStackThread.detached(size: pipeStack) { [self] in
      done.finish(
        Result { () throws(RunError) in
          try RunError.only { try StopSignal.has(signal, work) }
        })
      // Who sees the end finds what it failed on.
      try? pipe.close()
    }
    if let problem { throw problem }
    isStarted = true
  }

  private func work() throws(RunError) {
    let space = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { space.deallocate() }
    while true {
      let count = try input.read(into: space)
      if count == 0 { return }
      let bytes = UnsafeRawBufferPointer(rebasing: space[..<count])
      // Who reads has gone, which shows elsewhere.
      do { try pipe.writeWhole(bytes) } catch { return input.stop() }
    }
  }

  /// Throws what the input has failed on. What was not read is not wanted.
  func finish() throws(RunError) {
    if done.isThere { return try done.wait().get() }
    input.stop()
  }
}

/// Gives a function the whole lines that a process writes into a pipe.
final class PipeEmptier: @unchecked Sendable {
  /// What takes the lines at the other end.
  let end: OutputFile
  private let output: PushedOutput
  private let pipe: FileDescriptor
  private let done = Completion<Void>()
  private var isStarted = false
  /// Of the last line, which has no end yet.
  private var rest: [UInt8] = []

  init(_ output: PushedOutput) throws(RunError) {
    self.output = output
    let ends = try makePipe()
    pipe = ends.reading
    end = OutputFile(adopting: ends.writing, name: output.name)
  }

  deinit { if !isStarted { try? pipe.close() } }

  func start() throws(RunError) {
    let problem = LargeStackThread.detached(size: pipeStack) { [self] in
      let result = Result { () throws(RunError) in try work() }
      // Who writes more than was taken sees that nobody reads.
      try? pipe.close()
      done.finish(result)
    }
    if let problem { throw problem }
    isStarted = true
  }

  private func work() throws(RunError) {
    let space = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { space.deallocate() }
    while true {
      let count: Int
      do { count = try pipe.readSome(into: space) } catch {
        throw RunError.io("cannot read what the sandboxed process writes", error)
      }
      if count == 0 { return }
      let bytes = space[..<count]
      guard let last = bytes.lastIndex(of: 0x0A) else {
        rest += bytes
        continue
      }
      rest += bytes[...last]
      try pushRest()
      rest += bytes[(last + 1)...]
    }
  }

  private func pushRest() throws(RunError) {
    try RunError.only { try rest.withUnsafeBytes { try output.write($0) } }
    rest.removeAll(keepingCapacity: true)
  }

  /// Waits until all lines are given, when the other end is closed; throws what the function throws.
  /// A line without an end is one when the process has ended well.
  func finish(isWell: Bool) throws(RunError) {
    if !isStarted { return }
    try done.wait().get()
    if isWell && !rest.isEmpty { try pushRest() }
  }
}

/// Bytes of stack of a thread at the end of a pipe, which runs functions of the host.
private let pipeStack = 1 << 20

/// Both ends, which no other program inherits.
private func makePipe() throws(RunError) -> (reading: FileDescriptor, writing: FileDescriptor) {
  var ends: [Int32] = [0, 0]
  guard cs_pipe(&ends) == 0 else {
    throw RunError.io("cannot make a pipe", Errno(rawValue: errno))
  }
  return (FileDescriptor(rawValue: ends[0]), FileDescriptor(rawValue: ends[1]))
}
