internal import CSandbox
internal import Glibc

/// Waits for a sealed child without trusting it: how long it is silent, how many threads it makes
/// and how much it writes is counted here.
final class SandboxWatch {
  private let socket: Int32
  /// Where the kernel asks for each of the child's threads; -1 where it cannot.
  private let threads: Int32
  private var threadsLeft: Int
  /// Slices of time that the child may say nothing; nil without a limit.
  private let patience: Int?
  private let room: OutputRoom?

  /// Milliseconds. A parent that was stopped for an hour has waited for one slice only, and so has
  /// its child, which is stopped with it.
  private static let slice: Int32 = 100
  /// For a child to take an answer that it has asked for, and to end when it has said all.
  static let courtesy = 100

  /// `seconds` is the most that an honest child is silent.
  init(
    socket: Int32, threads: Int32, mayStart count: Int, silentFor seconds: Double?,
    room: OutputRoom?
  ) {
    self.room = room
    self.socket = socket
    self.threads = threads
    threadsLeft = count
    patience = seconds.map { Int(min($0, 1e9) * 1000 / Double(Self.slice)) + 1 }
  }

  deinit { if threads >= 0 { close(threads) } }

  /// Waits until there is something to read.
  func waitToRead() throws(SandboxTrespass) { try wait(for: POLLIN, patience) }

  /// Waits until there is room to write.
  func waitToWrite() throws(SandboxTrespass) { try wait(for: POLLOUT, Self.courtesy) }

  private func wait(for event: Int32, _ patience: Int?) throws(SandboxTrespass) {
    var slices = 0
    while true {
      var entries = [
        pollfd(fd: socket, events: Int16(event), revents: 0),
        pollfd(fd: threads, events: Int16(POLLIN), revents: 0),
      ]
      let count = poll(&entries, 2, Self.slice)
      if entries[1].revents & Int16(POLLIN) != 0 { answerThread() }
      if let room, room.isExceeded { throw .space }
      if entries[0].revents != 0 { return }
      if count == 0 { slices += 1 }
      if let patience, slices > patience { throw .silence }
    }
  }

  private func answerThread() {
    cs_answer_thread(threads, threadsLeft > 0 ? 1 : 0)
    threadsLeft -= 1
  }

  /// The status of a child that has said all, which is ended when it does not end by itself.
  func waitForEnd(of process: pid_t) -> Int32 {
    var status: Int32 = 0
    for number in 0..<Self.courtesy * 10 {
      let found = waitpid(process, &status, WNOHANG)
      if found == process { return status }
      if found < 0 && errno != EINTR { return status }
      usleep(number < 100 ? 200 : 10_000)
    }
    return Self.end(process)
  }

  /// Ends the child.
  static func end(_ process: pid_t) -> Int32 {
    var status: Int32 = 0
    kill(process, SIGKILL)
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    return status
  }
}

/// What no honest child does.
enum SandboxTrespass: Error {
  /// It has said nothing for too long.
  case silence
  /// Its files have become too large together.
  case space
}
