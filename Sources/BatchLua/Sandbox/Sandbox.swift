internal import CSandbox
internal import Glibc
internal import LazyJSON
internal import SystemPackage

/// Runs work in a child process that the kernel has sealed, and serves it until it ends.
struct Sandbox {
  let options: RunOptions
  let source: ScriptSource
  let files: SandboxFiles?

  /// A day of processor time: far more than a run needs, and an end.
  private static let processorHours = 24
  /// What a run needs beside the script's own memory.
  private static let ownMemory = 1 << 30
  /// Threads of a run beside two of each state, and those that read inputs.
  private static let ownThreads = 8
  /// Seconds that a child has to end a call by itself, which took too long.
  private static let grace = 3.0

  /// What `work` returns, with what it threw as the failure. `work` runs in the child, where it has
  /// what `SandboxGuest` has and nothing else. Throws a `RunError`, also when the child dies.
  func run(_ work: (SandboxGuest) throws -> SandboxFrame) throws(RunError) -> SandboxFrame {
    // A fork of several threads would take locks along that nobody opens.
    let isForked = cs_thread_count() == 1 && files?.hasPipes != true
    let sockets = try SandboxSocket.pair()
    defer { sockets.parent.close() }
    let process: pid_t
    do throws(RunError) {
      process = isForked ? cs_fork() : try start(sockets.child)
    } catch {
      sockets.child.close()
      throw error
    }
    if process == 0 {
      sockets.parent.close()
      runChild(sockets.child, work)
    }
    let number = errno
    sockets.child.close()
    guard process > 0 else {
      throw RunError.io("cannot start a process", Errno(rawValue: number))
    }
    options.control?.note(process: process)
    defer { options.control?.note(process: nil) }
    let inputs = try begin(process, isForked ? nil : sockets.parent)
    var descriptor: Int32 = -1
    // Any other error is that the child has gone, which shows soon.
    let error = cs_receive_threads(sockets.parent.descriptor, &descriptor)
    let watch = SandboxWatch(
      socket: sockets.parent.descriptor, threads: descriptor,
      mayStart: 2 * options.mostStates + inputs + Self.ownThreads,
      silentFor: options.timeout.map { $0 + Self.grace }, room: files?.room)
    let host = SandboxHost(
      options: options,
      modules: ModuleLoader(
        directories: options.modulePath(of: source), world: options.world, names: options.names),
      socket: sockets.parent, process: process, watch: watch)
    if error == EMFILE || error == ENFILE {
      host.end()
      throw RunError.io("cannot start the sandbox", Errno(rawValue: error))
    }
    var result = try host.serve(outcome: files?.outcome ?? "nothing was read")
    if result.kind == .result { return result }
    let failure: RunError
    do {
      failure = try result.error()
    } catch {
      failure = SandboxHost.nonsense(files?.outcome ?? "nothing was read")
    }
    throw failure
  }

  /// Starts a program that does the work, and is told what it is.
  private func start(_ socket: SandboxSocket) throws(RunError) -> pid_t {
    try SealedProcess.start(options, [socket.descriptor] + (files?.descriptors ?? []))
  }

  /// What a process that was started is told.
  private func beginning() throws(RunError) -> SandboxFrame {
    var frame = SandboxFrame(.begin)
    frame.append(files != nil)
    try frame.append(options, source)
    files?.append(to: &frame)
    return frame
  }

  /// Closes what the child has now, and tells one that was started what it is. Returns how many inputs
  /// there are.
  private func begin(_ process: pid_t, _ socket: SandboxSocket?) throws(RunError) -> Int {
    do throws(RunError) {
      // It says what the inputs are, which are closed then.
      let frame = socket == nil ? nil : try beginning()
      let inputs = try files?.closeInputs() ?? 0
      guard let socket, let frame else { return inputs }
      var tries = 0
      // Any error is that the child has gone, which shows soon.
      try? socket.reply(frame) {
        usleep(1000)
        tries += 1
        if tries > 100 * SandboxWatch.courtesy { throw SandboxTrespass.silence }
      }
      return inputs
    } catch {
      options.control?.note(process: nil)
      _ = SandboxWatch.end(process)
      throw error
    }
  }

  func runChild(
    _ socket: SandboxSocket, _ work: (SandboxGuest) throws -> SandboxFrame
  ) -> Never {
    let guest = SandboxGuest(socket, source, files)
    RefusedMemory.handler = { guest.end(with: LastWords.error(refused: $0)) }
    do {
      try seal(socket)
      if options.timeout != nil { try guest.startPulse() }
      guest.end(with: try work(guest))
    } catch {
      guest.end(with: error as? RunError ?? RunError(.record, "\(error)"))
    }
  }

  /// What the states and their stacks may take, and the run itself; 0 for no limit.
  private var memory: UInt64 {
    if options.maxMemory == 0 { return 0 }
    let state = UInt64(options.maxMemory) + UInt64(options.stackSize)
    let (states, isEndless) = state.multipliedReportingOverflow(by: UInt64(options.mostStates))
    return isEndless || states > 1 << 60 ? 0 : states + UInt64(Self.ownMemory)
  }

  private func seal(_ socket: SandboxSocket) throws(RunError) {
    let descriptors = Set([socket.descriptor] + (files?.descriptors ?? [])).sorted()
    let outputs = files?.outputDescriptors ?? []
    MemoryRefusal.noteLimit(memory, maxMemory: options.maxMemory)
    var step: UnsafePointer<CChar>?
    let error = descriptors.withUnsafeBufferPointer { kept in
      outputs.withUnsafeBufferPointer { outputs in
        var limits = cs_limits()
        (limits.keep, limits.keep_count) = (kept.baseAddress, kept.count)
        (limits.outputs, limits.output_count) = (outputs.baseAddress, outputs.count)
        limits.socket = socket.descriptor
        limits.memory = memory
        limits.file_size = files?.room.limit ?? 0
        limits.cpu_seconds = UInt64(Self.processorHours * 3600)
        return cs_seal(&limits, &step)
      }
    }
    if error == 0 { return }
    throw RunError.io(
      "cannot seal the sandbox (\(String(cString: step!)))", Errno(rawValue: error))
  }
}
