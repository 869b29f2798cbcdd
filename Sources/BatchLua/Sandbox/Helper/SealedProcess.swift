internal import CSandbox
internal import Glibc
internal import Synchronization
internal import SystemPackage

/// The process in which a script runs sealed (``RunOptions/isSandboxed``), for programs that have
/// several threads.
///
/// A process with one thread forks. With several threads that is not safe: the child would inherit
/// locks that no thread releases. Such a program is started again (`/proc/self/exe`) instead, and
/// becomes the sealed process before it does anything else. So nothing else has to be installed,
/// both processes are of the same release, and the script's process has no copy of the program's
/// memory, such as keys of customers. For this, the program must call `prepare` first:
///
///     @main struct Server {
///       static func main() async throws {
///         SealedProcess.prepare()
///         …
///       }
///     }
///
/// Anyone who starts the program with the arguments of such a process, and with a socket, gets a
/// process with their own rights that seals itself. A program that runs with other rights than
/// those of its caller, such as a set-user-ID program, refuses to become one.
public enum SealedProcess {
  /// The first argument of the program when it is started as a sealed process.
  package static let argument = "batchlua-sealed-process"
  private static let socket: Int32 = 3
  private static let isPrepared = Atomic<Bool>(false)

  /// To be called first in `main`. In a sealed process, this does the work and does not return.
  public static func prepare() { serve(Array(CommandLine.arguments.dropFirst())) }

  /// Like `prepare`, with the arguments of the program.
  package static func serve(_ arguments: [String]) {
    if cs_has_other_rights() != 0 { return }
    isPrepared.store(true, ordering: .relaxed)
    guard arguments == [argument, Version.current] else { return }
    cs_become_child()
    let socket = SandboxSocket(descriptor: socket)
    do {
      guard var frame = try socket.receive(), frame.kind == .begin else { _exit(2) }
      let hasFiles = try frame.flag()
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

  /// Starts the program as a sealed process with these descriptors, the socket first.
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
