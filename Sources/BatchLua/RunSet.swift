internal import Glibc

/// Runs of one script over several files, each by itself as if the program was called for each:
/// with an output and, if bad records are quarantined, a file of rejects for every input. All files
/// are committed together after the last run, or none.
///
///     var options = RunOptions(script: .file("swap.lua"), inputs: ["a.jsonl", "b.jsonl"])
///     let report = RunSet(options, into: .directory("out")).execute()
public struct RunSet: Sendable {
  /// The destination of the outputs.
  public enum Destination: Sendable {
    /// A directory, which is created if needed; outputs have the names of their inputs.
    case directory(Path)
    /// The inputs themselves, which are replaced. With a suffix such as ".bak", each input is kept
    /// under its name with the suffix.
    case inputs(keeping: String?)
  }

  /// The options of each run; `shard` is the number of the first. Their output and rejects are not
  /// used.
  public var options: RunOptions
  /// The destination of the outputs.
  public var destination: Destination

  /// A run over each input of these options.
  public init(_ options: RunOptions, into destination: Destination) {
    self.options = options
    self.destination = destination
  }

  /// Executes one run after the other, up to the first that fails.
  public func execute() -> RunReport {
    var report = RunReport()
    do throws(RunError) {
      try execute(&report)
    } catch {
      report.error = error
    }
    return report
  }

  private func execute(_ report: inout RunReport) throws(RunError) {
    let targets = try RunTargets(options, destination)
    for target in targets.all {
      report.files.append(
        RunReport.File(input: target.input, output: target.output, rejects: target.rejects))
    }
    let placement = Placement()
    let madeDirectory = try targets.makeDirectory()
    var done = RunSummary()
    do throws(RunError) {
      for (number, target) in targets.all.enumerated() {
        do throws(RunError) {
          let summary = try execute(target, number, after: done, placement)
          report.files[number].summary = summary
          done.add(summary)
        } catch {
          report.files[number].error = error
          throw error
        }
      }
      for warning in placement.warnings { options.say("warning: \(warning)") }
      let kept = options.isDry ? [] : targets.all.compactMap(\.kept)
      for loss in try placement.commit(keeping: kept) {
        options.say("warning: \(loss)")
      }
      report.arePlaced = !options.isDry
    } catch {
      placement.discard()
      if let madeDirectory { _ = madeDirectory.withCString { rmdir($0) } }
      throw error
    }
    if options.isDry, let madeDirectory { _ = madeDirectory.withCString { rmdir($0) } }
  }

  private func execute(
    _ target: RunTargets.Target, _ number: Int, after done: RunSummary, _ placement: Placement
  ) throws(RunError) -> RunSummary {
    var run = options
    run.inputs = [.file(target.input)]
    run.output = .file(target.output)
    run.rejects = target.rejects
    run.shard = options.shard + number
    run.placement = placement
    run.endsProcess = false
    let total: @Sendable (RunSummary) -> RunSummary = { summary in
      var all = done
      all.add(summary)
      return all
    }
    if let onProgress = options.onProgress { run.onProgress = { onProgress(total($0)) } }
    if let onEvent = options.onEvent {
      run.onEvent = { event in
        if case .progress(let summary) = event {
          onEvent(.progress(total(summary)))
        } else {
          onEvent(event)
        }
      }
    }
    return try Run(run).execute()
  }
}
