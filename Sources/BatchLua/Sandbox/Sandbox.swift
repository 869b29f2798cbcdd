internal import CSandbox
internal import Glibc
internal import LazyJSON
internal import SystemPackage

/// Runs work in a sealed child process, and serves its requests until it exits.
struct Sandbox {
  let options: RunOptions
  let source: ScriptSource
  let files: SandboxFiles?

  /// The limit of processor time, a day: far more than a run needs.
  private static let processorHours = 24
  /// Memory that a run needs in addition to the script's.
  private static let ownMemory = 1 << 30
  /// Threads of a run, in addition to two for each state and those that read inputs.
  private static let ownThreads = 8
  /// Seconds that a child gets to end a call that has exceeded its time limit.
  private static let grace = 3.0

  /// Runs `work` in the child, which can reach nothing but what `SandboxGuest` offers. Returns its
  /// result; an error that it throws is a frame, too. Throws a `RunError`, also if the child dies.
  func run(_ work: (SandboxGuest) throws -> SandboxFrame) throws(RunError) -> SandboxFrame {
    // Forking with several threads would copy locks that no thread of the child releases.
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
    // Any other error means that the child has exited, which is reported later.
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

  /// Starts this program again to do the work, which `begin` sends to it.
  private func start(_ socket: SandboxSocket) throws(RunError) -> pid_t {
    try SealedProcess.start(options, [socket.descriptor] + (files?.descriptors ?? []))
  }

  /// The first frame for a process that was started: its work.
  private func beginning() throws(RunError) -> SandboxFrame {
    var frame = SandboxFrame(.begin)
    frame.append(files != nil)
    try frame.append(options, source)
    files?.append(to: &frame)
    return frame
  }

  /// Closes the descriptors that the child has now, and sends its work to a process that was
  /// started. Returns the number of inputs.
  private func begin(_ process: pid_t, _ socket: SandboxSocket?) throws(RunError) -> Int {
    do throws(RunError) {
      // The frame describes the inputs, so it is made before they are closed.
      let frame = socket == nil ? nil : try beginning()
      let inputs = try files?.closeInputs() ?? 0
      guard let socket, let frame else { return inputs }
      var tries = 0
      // Any error means that the child has exited, which is reported later.
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
    RefusedMemory.handler = { guest.end(with: RefusalReport.error(refused: $0)) }
    do {
      try seal(socket)
      if options.timeout != nil { try guest.startPulse() }
      guest.end(with: try work(guest))
    } catch {
      guest.end(with: error as? RunError ?? RunError(.record, "\(error)"))
    }
  }

  /// The memory limit for the states, their stacks and the run itself; 0 for no limit.
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
