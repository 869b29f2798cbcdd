/// How often a run or a tool reports its progress: not more often than people can follow.
struct ProgressPace {
  private var reported = ContinuousClock.now

  /// Whether the next report is due, which is then counted as made.
  mutating func isDue() -> Bool {
    let now = ContinuousClock.now
    guard reported.duration(to: now) > .milliseconds(200) else { return false }
    reported = now
    return true
  }
}
