internal import LuaVM

/// The time that a run spent in a line of its script, without that in script functions called from
/// it.
public struct LineTime: Sendable, Hashable {
  /// The name of the script or module.
  public let script: String
  /// The number of the line, from 1.
  public let line: Int
  /// The text of the line, if known.
  public let text: String?
  /// How often the line was executed.
  public let turns: Int
  /// The total time of all executions.
  public let seconds: Double
}

extension LineTime {
  /// The lines of all states, the slowest first.
  static func all(of describers: [ErrorDescriber]) -> [LineTime] {
    struct Key: Hashable {
      let script: String
      let line: Int
    }
    var sums: [Key: (turns: Int, nanoseconds: Int)] = [:]
    for timed in describers.flatMap(\.state.vm.timedLines) {
      let sum = sums[Key(script: timed.source, line: timed.line), default: (0, 0)]
      sums[Key(script: timed.source, line: timed.line)] = (
        sum.turns + timed.turns, sum.nanoseconds + timed.nanoseconds
      )
    }
    let times = sums.map { key, sum in
      LineTime(
        script: key.script, line: key.line,
        text: describers.first?.scriptPosition(
          ScriptError.Position(source: key.script, line: key.line)
        ).text,
        turns: sum.turns, seconds: Double(sum.nanoseconds) * 1e-9)
    }
    return times.sorted {
      ($1.seconds, $0.script, $0.line) < ($0.seconds, $1.script, $1.line)
    }
  }

  /// A table of the first `limit` lines, for people.
  package static func text(_ times: [LineTime], limit: Int = 20) -> MessageText {
    let total = times.reduce(0) { $0 + $1.seconds }
    var lines: [MessageText] = ["timings: \(rounded(total)) s in the lines of the script"]
    for time in times.prefix(limit) {
      let share = total > 0 ? Int((time.seconds / total * 100).rounded()) : 0
      let columns = [
        ("\(rounded(time.seconds)) s", 10), ("\(share) %", 6), ("\(time.turns)", 10),
      ].map { text, width in String(repeating: " ", count: max(1, width - text.count)) + text }
      lines.append(
        "\(columns.joined())  \(time.script):\(time.line) | \(code: time.text ?? "", limit: 80)")
    }
    if times.count > limit { lines.append("  and \(times.count - limit) more lines") }
    return lines.joined(separator: "\n")
  }

  private static func rounded(_ seconds: Double) -> String {
    let millis = Int((seconds * 1000).rounded())
    let rest = String(millis % 1000)
    return "\(millis / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }
}
