internal import CSandbox
internal import Glibc

/// Waits for a sealed child without trusting it: limits how long it is silent, how many threads it
/// creates and how much it writes.
final class SandboxWatch {
  private let socket: Int32
  /// The descriptor on which the kernel asks about each new thread of the child; -1 without
  /// support.
  private let threads: Int32
  private var threadsLeft: Int
  /// The slices of time that the child may be silent; nil without a limit.
  private let patience: Int?
  private let room: OutputRoom?

  /// Milliseconds. Time is counted in slices, so that a parent that is suspended for an hour
  /// together with its child counts only one slice.
  private static let slice: Int32 = 100
  /// The slices that a child gets to receive an answer, and to exit after its result.
  static let courtesy = 100

  /// `seconds` is the longest time that an honest child is silent.
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

  /// Waits until the socket can be read.
  func waitToRead() throws(SandboxTrespass) { try wait(for: POLLIN, patience) }

  /// Waits until the socket can be written.
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

  /// The exit status of a child that has sent its result. Kills it if it does not exit by itself.
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

  /// Kills and reaps the child.
  static func end(_ process: pid_t) -> Int32 {
    var status: Int32 = 0
    kill(process, SIGKILL)
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    return status
  }
}

/// Behaviour that an honest child does not show.
enum SandboxTrespass: Error {
  /// It was silent for too long.
  case silence
  /// The total size of its files is too large.
  case space
}
