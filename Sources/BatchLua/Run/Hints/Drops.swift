internal import LuaVM

extension RunSession {
  /// Warns if every record was dropped: by the filter or the expression, or because `transform`
  /// returned nothing and the script neither wrote, printed nor logged anything.
  func warnOfDrops() {
    let summary = committer.finished
    guard summary.read > 0, summary.dropped == summary.read, summary.written == 0,
      state.files.outputs.isEmpty
    else { return }
    let reason: MessageText
    if workers.allSatisfy({ $0.state.vm.hasDroppedAll }) {
      reason =
        source.isBody
        ? "the expression gave false or nil for each" : "filter gave false for each"
    } else if workers.contains(where: { $0.state.vm.hasPrinted || $0.state.hasLogged }) {
      return
    } else {
      reason =
        "transform gave nothing for any of them, and the script has written and printed nothing "
        + "else"
    }
    options.say("warning: every record was dropped (\(summary.read)): \(reason)")
  }

  /// Warns if the script returned or emitted empty tables where rows or objects are written: in
  /// Lua they are empty lists, for which nothing is written.
  func warnOfEmptyTables() {
    let isRows = options.outputForm == .csv
    guard isRows || options.outputForm == .json else { return }
    let count = workers.reduce(0) { count, worker in
      let isTaken = worker.state.accepted.contains(.emptyRows)
      return count + worker.state.emptyLists + (isTaken ? 0 : worker.state.vm.emptyTables)
    }
    if count == 0 { return }
    let times: MessageText = count == 1 ? "once" : "\(count) times"
    let remedy: MessageText =
      isRows ? "columns = {…} makes an empty row of it" : "json.object() is written as {}"
    options.say(
      "warning: an empty table was given \(times) where rows are written, which is an empty list: "
        + "nothing is written for it; \(remedy), and false drops a record in silence")
  }
}
