internal import BatchModel
internal import LuaVM

/// The end of a run, when all records are written.
extension RunSession {
  /// Runs the hooks after the last record, and commits the outputs.
  func end() throws -> RunSummary {
    try options.control?.check()
    sink.inputs.line = 0
    for worker in workers {
      try hook(worker) { (vm) throws(ScriptError) in try vm.finish() }
    }
    sink.endRows()
    try committer.flush()
    try state.files.finish()
    committer.rejects.sayTally()
    try committer.checkSum()
    if let problem = state.resultProblem {
      options.say("warning: what finish returned is not the result of the run: \(problem)")
    }
    warnOfDrops()
    warnOfEmptyTables()
    try checkFile()
    let outputs = committer.output.files + committer.rejects.files + state.files.outputs
    try options.control?.beginPlacing()
    try commit(outputs)
    var summary = committer.finished
    summary.count(state.files)
    summary.resultText = state.result
    return summary
  }

  /// Commits the outputs; in a dry run, discards them.
  private func commit(_ outputs: [OutputFile]) throws {
    if options.isDry {
      committer.output.discard()
      return state.files.discard()
    }
    if let placement = options.placement {
      return try placement.add(
        outputs, made: state.files.directories, removing: staleParts()
      ) { [files = state.files] arePlaced in
        if arePlaced { files.keepDirectories() } else { files.discard() }
      }
    }
    let losses = try options.world.commit(
      outputs, made: state.files.directories, removing: staleParts())
    for loss in losses { options.say("warning: \(loss)") }
    state.files.keepDirectories()
  }

  /// Surplus parts of earlier runs: warns of some, and returns those to remove.
  func staleParts() -> [Path] {
    var removed: [Path] = []
    warn(ofStale: committer.output.stale, remedy: "remove what is not wanted")
    for writer in state.files.writers {
      let stale = writer.stale
      removed += stale.removed
      warn(ofStale: stale.kept, remedy: "replace = true of batch.writer removes such")
    }
    return removed.filter { !state.files.isInUse($0) }
  }

  private func warn(ofStale paths: [Path], remedy: MessageText) {
    guard let warning = PathPattern.warning(ofStale: paths, remedy: remedy) else { return }
    options.say("warning: \(warning)")
  }

  /// Reports problems of the file as a whole: warnings, or an error if the options are strict.
  func checkFile() throws {
    let summary = committer.finished
    var texts =
      committer.output.hasParts
      ? sink.partProblems.map {
        "\(committer.output.path(part: $0.part)): \($0.text)" as MessageText
      } : sink.fileProblems.map { "\($0)" as MessageText }
    if !options.output.isStandardOutput && summary.read > 0 && sink.written == 0
      && Accepted(options.outputForm, options.lineType) == [.requests, .results]
    {
      texts.append("\(FileProblem(.emptyFile, state.options.profile).text)")
    }
    if let problem = sink.strictProblem { texts.append("\(problem)") }
    texts += state.files.problems.map { "\($0.path): \($0.text)" as MessageText }
    if texts.isEmpty { return }
    if options.isStrict {
      throw RunError(
        .record, texts.joined(separator: "\nerror: "), outcome: committer.outcome(hint: ""))
    }
    for text in texts {
      if let placement = options.placement {
        placement.note(text, of: "\(committer.output.name)")
      } else {
        options.say("warning: \(text)")
      }
    }
  }
}
