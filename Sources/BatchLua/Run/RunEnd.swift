internal import BatchModel

/// What is said, and done, when all records are written.
extension RunSession {
  /// What earlier runs that had more parts have left: named, or to be removed.
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
    if paths.isEmpty { return }
    let last = paths.count == 1 ? " is" : " to \(paths[paths.count - 1]) are"
    options.say(
      "warning: \(paths[0])\(last) of an earlier run that had more parts; \(remedy)")
  }

  /// What the service would say of the whole file: warnings, or errors under `--strict`.
  func checkFile() throws {
    let profile = state.options.profile
    let summary = committer.finished
    var texts =
      committer.output.hasParts
      ? sink.partProblems.map {
        "\(committer.output.path(part: $0.part)): \($0.text)" as MessageText
      } : sink.fileProblems.map { "\($0)" as MessageText }
    if !options.output.isStandardOutput && summary.read > 0 && sink.written == 0
      && Accepted(options.outputForm, options.lineType) == [.requests, .results]
    {
      texts.append("\(profile.text(of: .emptyFile))")
    }
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
