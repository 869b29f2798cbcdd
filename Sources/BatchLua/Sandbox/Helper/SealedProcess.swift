internal import CSandbox
internal import Glibc
internal import Synchronization
internal import SystemPackage

/// The process in which a script runs sealed (``RunOptions/isSandboxed``), for programs that have
/// several threads.
///
/// A process with one thread forks. With several that is not safe: the child would take along locks
/// that nobody opens. Such a program is started anew in place of that, as what it is (`/proc/self/exe`),
/// and becomes the sealed process before it does anything else. So nothing has to be installed beside
/// it, both sides are of one release, and the script's process has nothing of the program's memory,
/// keys of customers included. The program has to say where that is: it calls `prepare` first.
///
///     @main struct Server {
///       static func main() async throws {
///         SealedProcess.prepare()
///         …
///       }
///     }
///
/// Who starts the program with the words of such a process, and with a socket, gets a process with his
/// own rights that seals itself. A program that runs with other rights than those of who starts it
/// has none.
public enum SealedProcess {
  /// What the program is called with.
  package static let argument = "batchlua-sealed-process"
  private static let socket: Int32 = 3
  private static let isPrepared = Atomic<Bool>(false)

  /// To be called first in `main`. In the process of a sealed run this does the work and does not
  /// return.
  public static func prepare() { serve(Array(CommandLine.arguments.dropFirst())) }

  /// The same with the arguments that the program has.
  package static func serve(_ arguments: [String]) {
    if cs_has_other_rights() != 0 { return }
    isPrepared.store(true, ordering: .relaxed)
    guard arguments == [argument, Version.current] else { return }
    cs_become_child()
    let socket = SandboxSocket(descriptor: socket)
    do {
      guard var frame = try socket.receive(), frame.kind == .begin else { _exit(2) }
      let hasFiles = try frame.number() != 0
      let (options, source) = try frame.runOptions()
      let files =
        hasFiles ? try SandboxFiles(adopting: &frame, source, from: Self.socket + 1) : nil
      let sandbox = Sandbox(options: options, source: source, files: files)
      sandbox.runChild(socket) { guest in
        hasFiles
          ? try SandboxedRun.summary(options, guest) : try SandboxedRun.options(options, guest)
      }
    } catch {
      _exit(2)
    }
  }

  /// Starts the program with these descriptors, the socket first.
  static func start(
    _ options: RunOptions, _ descriptors: [Int32]
  ) throws(RunError) -> pid_t {
    guard options.sandboxHelper != nil || isPrepared.load(ordering: .relaxed) else {
      throw RunError(
        .usage,
        "a program with several threads that runs a script in a sandbox calls SealedProcess.prepare() "
          + "first in its main, or names the program batchlua as sandboxHelper")
    }
    let program = options.sandboxHelper ?? "/proc/self/exe"
    let process = program.withCString { program in
      argument.withCString { argument in
        Version.current.withCString { version in
          descriptors.withUnsafeBufferPointer {
            cs_spawn(program, argument, version, $0.baseAddress, $0.count)
          }
        }
      }
    }
    if process > 0 { return process }
    throw RunError.io("cannot start \(program)", Errno(rawValue: errno))
  }
}
