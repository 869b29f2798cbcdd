internal import Glibc

/// A run of one script over each of several files by itself, as if the program was called for each:
/// an output and, when bad records are quarantined, a file of rejects for every input. All are put
/// in place together, when the last run has succeeded, or none.
///
///     var options = RunOptions(script: .file("swap.lua"), inputs: ["a.jsonl", "b.jsonl"])
///     let report = RunSet(options, into: .directory("out")).execute()
public struct RunSet: Sendable {
  /// Where the outputs go.
  public enum Destination: Sendable {
    /// Into a directory, which is made when it is not there, by the names of their inputs.
    case directory(Path)
    /// In the places of their inputs. With a suffix such as ".bak", what was there is kept under
    /// the name of the input with it.
    case inputs(keeping: String?)
  }

  /// What each run does; `shard` is the number of the first. Its output and rejects are not used.
  public var options: RunOptions
  /// Where the outputs go.
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
