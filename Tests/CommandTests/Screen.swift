import Foundation
import Glibc

/// A terminal with `batchlua` on it, and all that it was sent.
enum Screen {
  /// TIOCSPTLCK and TIOCGPTN of Linux, which Swift does not import.
  private static let (unlock, getNumber): (UInt, UInt) = (0x4004_5431, 0x8004_5430)

  /// Standard error of `batchlua run` with these arguments, in `tool`'s folder.
  static func show(
    _ tool: Tool, _ arguments: [String], columns: Int = 80, environment: [String] = ["TERM=xterm"]
  ) throws -> (text: String, code: Int32?) {
    let terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    defer { close(terminal) }
    var (number, isLocked): (Int32, Int32) = (0, 0)
    guard terminal >= 0, ioctl(terminal, unlock, &isLocked) == 0,
      ioctl(terminal, getNumber, &number) == 0
    else { throw POSIXError(.ENXIO) }
    let device = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard device >= 0 else { throw POSIXError(.ENXIO) }
    var size = winsize(ws_row: 24, ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(device, UInt(TIOCSWINSZ), &size)
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { close(null) }
    let run = try tool.start(
      ["run"] + arguments, input: null, output: null, error: device,
      through: ["/usr/bin/env"] + environment)
    close(device)
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    // The terminal ends with an error when nobody has it open any more.
    while true {
      let count = read(terminal, &buffer, buffer.count)
      if count <= 0 { break }
      text += buffer.prefix(count)
    }
    return (String(decoding: text, as: UTF8.self).replacing("\r\n", with: "\n"), run.wait().code)
  }
}
