import BatchLua
import Glibc

/// What the terminal shows during and after a run.
enum Progress {
  /// Bytes of all inputs, or nil when one is no regular file.
  static func size(of inputs: [Path]) -> Int? {
    var total = 0
    for input in inputs {
      var status = stat()
      guard input != "-", input.withCString({ stat($0, &status) }) == 0,
        status.st_mode & S_IFMT == S_IFREG
      else {
        return nil
      }
      total += Int(status.st_size)
    }
    return inputs.isEmpty ? nil : total
  }

  static func bar(_ summary: RunSummary, of size: Int?) -> String {
    let records = "\(summary.read) records, \(rate(summary)) records/s"
    guard let size, size > 0 else { return records }
    let part = min(1, Double(summary.bytesRead) / Double(size))
    let filled = Int(part * 30)
    let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: 30 - filled)
    return "[\(bar)] \(Int(part * 100)) % \(records)"
  }

  static func rate(_ summary: RunSummary) -> Int {
    summary.seconds > 0 ? Int(Double(summary.read) / summary.seconds) : 0
  }
}

extension RunSummary {
  /// The summary line.
  var line: String {
    let time = (seconds * 1000).rounded() / 1000
    return "read \(read), written \(written), dropped \(dropped), rejected \(rejected); "
      + "\(bytesRead) bytes in, \(bytesWritten) out; \(time) s, \(Progress.rate(self)) records/s"
  }
}
