internal import CLua

extension VM {
  /// The time spent in a line of a script, and how often it was executed.
  package struct TimedLine {
    package let source: String
    package let line: Int
    package let turns: Int
    package let nanoseconds: Int
  }

  /// Starts to measure the time of each line. False if out of memory.
  package func timeLines() -> Bool { bl_time_lines(raw) }

  /// The times so far.
  package var timedLines: [TimedLine] {
    var lines: [TimedLine] = []
    var index = 0
    var name: UnsafePointer<CChar>?
    var line: Int32 = 0
    var (turns, nanoseconds): (UInt64, UInt64) = (0, 0)
    while bl_timed_line_at(raw, &index, &name, &line, &turns, &nanoseconds) {
      lines.append(
        TimedLine(
          source: String(cString: name!), line: Int(line), turns: Int(turns),
          nanoseconds: Int(nanoseconds)))
    }
    return lines
  }
}
