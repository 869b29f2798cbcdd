import BatchLua
import Glibc
import Synchronization

/// The progress display during a run.
struct Progress {
  /// The size of all inputs; nil if one is not a regular file.
  private let size: Int?

  init(over inputs: [Path]) {
    var total = 0
    for input in inputs {
      var status = stat()
      guard input != "-", input.withCString({ stat($0, &status) }) == 0,
        status.st_mode & S_IFMT == S_IFREG
      else {
        size = nil
        return
      }
      total += Int(status.st_size)
    }
    size = total > 0 ? total : nil
  }

  /// The bar, the share of the input, the time left, the records and their rate; as many of these
  /// as fit into `width` columns.
  func line(_ summary: RunSummary, width: Int) -> String {
    let room = width - 1
    let share = size.map { min(1, Double(summary.bytesRead) / Double($0)) }
    var parts: [String] = []
    if let share { parts.append("\(Int(share * 100)) %") }
    if let left = share.flatMap({ Self.left(of: $0, after: summary.seconds) }) {
      parts.append("\(left) left")
    }
    parts += ["\(summary.read) records", "\(Self.rate(summary)) records/s"]
    func count() -> Int { parts.reduce(-2) { $0 + $1.count + 2 } }
    while parts.count > 1, count() > room { parts.removeLast() }
    let text = parts.joined(separator: ", ")
    let columns = min(30, room - text.count - 3)
    guard let share, columns >= 8 else { return String(text.prefix(max(0, room))) }
    let filled = Int(share * Double(columns))
    let bar =
      String(repeating: "#", count: filled)
      + String(repeating: "-", count: columns - filled)
    return "[\(bar)] \(text)"
  }

  /// The progress as a JSON object on a line.
  func json(_ summary: RunSummary, isDone: Bool = false) -> String {
    let seconds = (summary.seconds * 1000).rounded() / 1000
    return """
      {"object":"progress","done":\(isDone),"read":\(summary.read),"written":\(summary.written),\
      "dropped":\(summary.dropped),"rejected":\(summary.rejected),"bytes_read":\(summary.bytesRead),\
      "bytes_total":\(size.map(String.init) ?? "null"),"bytes_written":\(summary.bytesWritten),\
      "seconds":\(seconds)}
      """
  }

  // MARK: Showing

  /// Shows lines instead of a bar, one a second.
  func lines() -> @Sendable (RunSummary) -> Void {
    rarely(1000) { StandardError.say(MessageText(lines: line($0, width: 100))) }
  }

  func bar() -> @Sendable (RunSummary) -> Void {
    rarely(100) { StandardError.showBar(line($0, width: Terminal.width)) }
  }

  func objects() -> @Sendable (RunSummary) -> Void {
    let show = rarely(100) { StandardError.say(MessageText(lines: json($0))) }
    return { summary in
      Self.last.withLock { $0 = (self, summary) }
      show(summary)
    }
  }

  /// Shows the progress at most once in an interval, the first time after one.
  private func rarely(
    _ milliseconds: UInt64, _ show: @escaping @Sendable (RunSummary) -> Void
  ) -> @Sendable (RunSummary) -> Void {
    let next = Atomic<UInt64>(milliseconds)
    return { summary in
      let now = UInt64(summary.seconds * 1000)
      guard now >= next.load(ordering: .relaxed) else { return }
      next.store(now + milliseconds, ordering: .relaxed)
      show(summary)
    }
  }

  /// The last progress, shown or not.
  private static let last = Mutex<(Progress, RunSummary)?>(nil)

  func tellEnd(_ summary: RunSummary) {
    StandardError.say(MessageText(lines: json(summary, isDone: true)))
  }

  static func tellEnd() {
    if let (progress, summary) = last.withLock({ $0 }) { progress.tellEnd(summary) }
  }

  // MARK: Numbers

  /// An estimate of the remaining time.
  private static func left(of share: Double, after seconds: Double) -> String? {
    guard share > 0.01, seconds > 0.5 else { return nil }
    let rest = (seconds / share * (1 - share)).rounded(.up)
    guard rest < 1e6 else { return nil }
    let (hours, minutes, rests) = (Int(rest) / 3600, Int(rest) / 60 % 60, Int(rest) % 60)
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    return hours > 0
      ? "\(hours):\(two(minutes)):\(two(rests))" : "\(minutes):\(two(rests))"
  }

  static func rate(_ summary: RunSummary) -> Int {
    summary.seconds > 0 ? Int(Double(summary.read) / summary.seconds) : 0
  }
}

extension RunSummary {
  /// The summary line.
  var line: MessageText {
    let time = (seconds * 1000).rounded() / 1000
    var text: MessageText = "read \(read), written \(written)"
    if files > 0 {
      text += " and \(linesInFiles) to \(files) \(files == 1 ? "file" : "files") of the script"
    }
    text += ", dropped \(dropped), rejected \(rejected); \(bytesRead) bytes in, "
    text += "\(bytesWritten + bytesInFiles) out; \(time) s, \(Progress.rate(self)) records/s"
    return text
  }
}
