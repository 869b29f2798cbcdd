internal import CLua

extension VM {
  /// The time of a line of a script, and how often it was come to.
  package struct TimedLine {
    package let source: String
    package let line: Int
    package let turns: Int
    package let nanoseconds: Int
  }

  /// From now on the lines of scripts are timed. False when there is no memory for it.
  package func timeLines() -> Bool { bl_time_lines(raw) }

  /// What was timed so far.
  package var timedLines: [TimedLine] {
    var lines: [TimedLine] = []
    var place = 0
    var name: UnsafePointer<CChar>?
    var line: Int32 = 0
    var (turns, nanoseconds): (UInt64, UInt64) = (0, 0)
    while bl_timed_line_at(raw, &place, &name, &line, &turns, &nanoseconds) {
      lines.append(
        TimedLine(
          source: String(cString: name!), line: Int(line), turns: Int(turns),
          nanoseconds: Int(nanoseconds)))
    }
    return lines
  }
}
