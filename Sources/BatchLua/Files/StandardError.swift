internal import Glibc
internal import Synchronization
internal import SystemPackage

/// Standard error, for all messages. Shown text cannot contain commands for the terminal.
package enum StandardError {
  /// Asked for once.
  package static let isTerminal = isatty(2) == 1
  private static let turn = Mutex(())
  private static let hasBar = Atomic<Bool>(false)

  /// A message on lines of its own, after `mark`, which may have the terminal's own commands.
  package static func say(_ message: MessageText, mark: String = "") {
    send(Array((mark + Escapes.lines(message.text) + "\n").utf8))
  }

  /// A line that is replaced by the next message or the next bar; nil removes it.
  package static func showBar(_ line: String?) {
    if let line {
      send(Array(Escapes.lines(line).utf8))
      hasBar.store(true, ordering: .relaxed)
    } else {
      send([])
    }
  }

  /// Prints text of a script.
  static func print(_ bytes: UnsafeRawBufferPointer) { send(Escapes.lines(bytes)) }

  /// Prints the last message of the process; does not wait for a reader.
  static func sayLast(_ message: MessageText) {
    let text = eraser + Array(Escapes.lines(message.text).utf8) + [0x0A]
    text.withUnsafeBytes { write($0, patience: 1000) }
  }

  private static func send(_ text: [UInt8]) {
    turn.withLock { _ in (eraser + text).withUnsafeBytes { write($0) } }
  }

  /// Removes the current bar.
  private static var eraser: [UInt8] {
    hasBar.exchange(false, ordering: .relaxed) ? Array("\r\u{1B}[K".utf8) : []
  }

  /// Writes a message; errors are ignored. `patience` is the longest wait for the reader, in
  /// milliseconds.
  private static func write(_ bytes: UnsafeRawBufferPointer, patience: Int32 = -1) {
    var rest = bytes
    while rest.count > 0 {
      if patience >= 0 && !waitForRoom(patience) { return }
      let count = Glibc.write(2, rest.baseAddress, min(rest.count, patience < 0 ? .max : 512))
      if count < 0 && errno == EINTR { continue }
      if count < 0 && errno == EAGAIN {
        if waitForRoom(patience) { continue }
        return
      }
      if count <= 0 { return }
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
    }
  }

  private static func waitForRoom(_ patience: Int32) -> Bool {
    var entry = pollfd(fd: 2, events: Int16(POLLOUT), revents: 0)
    while true {
      let count = poll(&entry, 1, patience)
      if count < 0 && errno == EINTR { continue }
      return count > 0 && entry.revents & Int16(POLLNVAL | POLLERR) == 0
    }
  }
}
