internal import LuaVM

extension Runner {
  /// Says when nothing was kept and nothing was made of the records: the filter, or the expression,
  /// let none pass, or transform gave nothing for any in a script that is otherwise silent.
  func warnOfDrops() {
    let summary = committer.finished
    guard summary.read > 0, summary.dropped == summary.read, summary.written == 0,
      engine.files.outputs.isEmpty
    else { return }
    let reason: MessageText
    if workers.allSatisfy({ $0.engine.vm.hasDroppedAll }) {
      reason =
        source.isBody
        ? "the expression gave false or nil for each" : "filter gave false for each"
    } else if workers.contains(where: { $0.engine.vm.hasSpoken || $0.engine.hasLogged }) {
      return
    } else {
      reason =
        "transform gave nothing for any of them, and the script has written and printed nothing "
        + "else"
    }
    options.say("warning: every record was dropped (\(summary.read)): \(reason)")
  }
}
