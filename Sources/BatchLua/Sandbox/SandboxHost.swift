internal import Glibc

/// The parent of a sealed child, from its start to its end.
struct SandboxHost {
  let options: RunOptions
  let modules: ModuleLoader
  let socket: SandboxSocket
  let process: pid_t
  let watch: SandboxWatch
  private let started = ContinuousClock.now

  /// The most bytes of a module, as for Lua.
  private static let longestModule = 16 << 20

  /// Serves the child until it sends its result, which may be a failure. Throws if it dies without
  /// one, or sends an invalid frame; `outcome` is what that means for the output.
  func serve(outcome: MessageText) throws(RunError) -> SandboxFrame {
    var last: SandboxFrame?
    do {
      while last == nil, let frame = try socket.receive(waitingBy: watch.waitToRead) {
        last = try answer(frame)
      }
    } catch is SandboxNonsense {
      end()
      throw Self.nonsense(outcome)
    } catch let trespass as SandboxTrespass {
      end()
      let what: MessageText =
        switch trespass {
        case .silence: "did not answer any more"
        case .space: "has written more than a run may, nine tenths of the free space"
        }
      throw RunError(.record, "the sandboxed process \(what), and was ended", outcome: outcome)
    } catch {
      end()  // the child has exited
    }
    options.control?.note(process: nil)
    let status = watch.waitForEnd(of: process)
    if let last, status == 0 { return last }
    throw RunError(.record, Self.describe(status), outcome: outcome)
  }

  /// Kills and reaps the child, whose process id may be reused afterwards.
  func end() {
    options.control?.note(process: nil)
    _ = SandboxWatch.end(process)
  }

  static func nonsense(_ outcome: MessageText) -> RunError {
    RunError(
      .record,
      "the sandboxed process was taken over by the script, or has a fault", outcome: outcome)
  }

  /// Answers a frame. Returns the frame if it is the result.
  private func answer(_ frame: SandboxFrame) throws -> SandboxFrame? {
    var frame = frame
    switch frame.kind {
    case .message:
      options.say(MessageText(lines: try frame.string()))
      try reply(SandboxFrame(.done))
    case .module: try reply(module(try frame.string()))
    case .progress:
      var summary = try frame.summary()
      summary.seconds = RunSummary.seconds(since: started)
      options.tell(summary)
    case .print:
      if let onPrint = options.onPrint {
        onPrint(String(decoding: frame.bytes, as: UTF8.self))
      } else {
        frame.bytes.withUnsafeBytes { StandardError.print($0) }
      }
    case .difference:
      guard let onDifference = options.onDifference else { throw SandboxNonsense() }
      onDifference(try frame.difference())
    case .pulse: break
    case .result, .failure: return frame
    case .done, .found, .refused, .begin: throw SandboxNonsense()
    }
    return nil
  }

  private func reply(_ frame: SandboxFrame) throws {
    try socket.reply(frame, waitingBy: watch.waitToWrite)
  }

  private func module(_ name: String) -> SandboxFrame {
    do {
      let (text, path) = try modules.load(name)
      guard text.count <= Self.longestModule else {
        throw BindingError("require: \(path) is larger than 16 MiB")
      }
      var frame = SandboxFrame(.found)
      frame.append(path.bytes)
      frame.append(text)
      return frame
    } catch {
      var frame = SandboxFrame(.refused)
      frame.append((error as? BindingError)?.message ?? "\(error)")
      return frame
    }
  }

  private static func describe(_ status: Int32) -> MessageText {
    let signal = status & 0x7F
    switch signal {
    case 0: return "the sandboxed process ended early, with exit code \(status >> 8 & 0xFF)"
    case SIGXCPU: return "the sandboxed process has used a day of processor time"
    default:
      return "the sandboxed process was ended by signal \(signal) "
        + "(\(String(cString: strsignal(signal)))): the script has reached a fault of the "
        + "interpreter, or used up the memory or its time (ulimit -t)"
    }
  }
}
