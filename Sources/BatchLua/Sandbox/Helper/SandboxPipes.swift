internal import CSandbox
internal import Glibc
internal import SystemPackage

/// Writes the bytes of an input that is not a file to a pipe, for the process that reads it.
final class PipeFiller: @unchecked Sendable {
  /// The reading end. The process must have the only copy, so that the pipe breaks when it exits.
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
      // The reader sees the end of the file; `finish` throws the error.
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
      // The reader has exited, which is reported elsewhere.
      do { try pipe.writeWhole(bytes) } catch { return input.stop() }
    }
  }

  /// Throws the error of the input. Bytes that were not read are dropped.
  func finish() throws(RunError) {
    if done.isThere { return try done.wait().get() }
    input.stop()
  }
}

/// Passes the lines that a process writes to a pipe to a function, whole.
final class PipeEmptier: @unchecked Sendable {
  /// The writing end.
  let end: OutputFile
  private let output: PushedOutput
  private let pipe: FileDescriptor
  private let done = Completion<Void>()
  private var isStarted = false
  /// The beginning of a line whose end is not read yet.
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
      // A writer that continues gets EPIPE.
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

  /// Waits until all lines are passed, after the other end was closed; throws the function's error.
  /// A last line without a line end is passed if the process has succeeded.
  func finish(isWell: Bool) throws(RunError) {
    if !isStarted { return }
    try done.wait().get()
    if isWell && !rest.isEmpty { try pushRest() }
  }
}

/// The stack size of a pipe's thread, which runs functions of the host.
private let pipeStack = 1 << 20

/// Creates a pipe whose ends are closed on exec.
private func makePipe() throws(RunError) -> (reading: FileDescriptor, writing: FileDescriptor) {
  var ends: [Int32] = [0, 0]
  guard cs_pipe(&ends) == 0 else {
    throw RunError.io("cannot make a pipe", Errno(rawValue: errno))
  }
  return (FileDescriptor(rawValue: ends[0]), FileDescriptor(rawValue: ends[1]))
}
