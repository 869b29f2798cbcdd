internal import Glibc
internal import Synchronization

/// The world of a run in a sealed child: the files that were opened for it, and the parent, which
/// prints its messages and loads its modules.
final class SandboxGuest: RunWorld {
  private let source: ScriptSource
  /// nil if only the options of the script are wanted.
  nonisolated(unsafe) private let files: SandboxFiles?
  private let socket: Mutex<SandboxSocket>

  init(_ socket: SandboxSocket, _ source: ScriptSource, _ files: SandboxFiles?) {
    self.source = source
    self.files = files
    self.socket = Mutex(socket)
  }

  // MARK: What the run has

  var opensFiles: Bool { false }
  var inputs: any InputOpener { files ?? DirectOpener() }

  func source(of script: RunOptions.Script) -> ScriptSource { source }

  func output(_ options: RunOptions) throws(RunError) -> MainOutput {
    guard let files else { throw RunError(.usage, "the script is only asked for its options") }
    return MainOutput(files.output)
  }

  func rejects(_ options: RunOptions) -> Rejects? { files?.rejects }

  /// Completes the outputs; the parent commits them.
  func commit(
    _ outputs: [OutputFile], made: [Path], removing: [Path]
  ) throws(RunError) -> [MessageText] {
    try files?.end()
    return []
  }

  // MARK: What the parent takes

  /// Waits until the parent has the message, so that it appears in order with printed text.
  func say(_ text: String) {
    var frame = SandboxFrame(.message)
    frame.append(text)
    _ = ask(frame)
  }

  func report(_ summary: RunSummary) {
    var frame = SandboxFrame(.progress)
    frame.append(summary)
    send(frame)
  }

  func tell(_ difference: Difference) {
    var frame = SandboxFrame(.difference)
    frame.append(difference)
    send(frame)
  }

  /// Prints text of the script. The parent receives it before later messages.
  func print(_ text: UnsafeRawBufferPointer) {
    var rest = text[...]
    while !rest.isEmpty {
      let part = rest.prefix(Self.longestPrint).wholeCharacters
      send(SandboxFrame(.print, Array(part)))
      rest = rest.dropFirst(part.count)
    }
  }

  private static let longestPrint = 1 << 16

  /// Starts to send signs of life to the parent, until the process exits.
  func startPulse() throws(RunError) {
    let thread = LargeStackThread(size: 1 << 17) { [self] in
      while true {
        usleep(250_000)
        send(SandboxFrame(.pulse))
      }
    }
    if let problem = thread.start() { throw problem }
    _ = Unmanaged.passRetained(thread)
  }

  /// Has the parent load a module for `require`.
  func module(
    _ name: String, in directories: [Path]
  ) throws(BindingError) -> (text: [UInt8], path: Path)? {
    var frame = SandboxFrame(.module)
    frame.append(name)
    do {
      guard var reply = ask(frame) else { throw SandboxNonsense() }
      guard reply.kind == .found else { throw BindingError(try reply.string()) }
      let path = Path(bytes: try reply.text())
      return (try reply.text(), path)
    } catch {
      throw error as? BindingError ?? BindingError("require: the sandbox has no connection")
    }
  }

  /// Sends the last frame and exits. May be called from any thread.
  func end(with frame: SandboxFrame) -> Never {
    send(frame)
    _exit(0)
  }

  func end(with error: RunError) -> Never {
    var frame = SandboxFrame(.failure)
    frame.append(error)
    end(with: frame)
  }

  /// An error means that the parent has exited: nobody takes frames any more.
  private func send(_ frame: SandboxFrame) { socket.withLock { try? $0.send(frame) } }

  /// The answer of the parent; nil if it has exited.
  private func ask(_ frame: SandboxFrame) -> SandboxFrame? {
    socket.withLock { socket in
      do {
        try socket.send(frame)
        return try socket.receive()
      } catch {
        return nil
      }
    }
  }
}

extension Slice<UnsafeRawBufferPointer> {
  /// The text without an incomplete UTF-8 character at its end.
  fileprivate var wholeCharacters: Self {
    for length in 1...3 where count > 3 {
      let byte = self[endIndex - length]
      if byte & 0xC0 == 0x80 { continue }
      let needed = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
      return needed > length ? dropLast(length) : self
    }
    return self
  }
}
