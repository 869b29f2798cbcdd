/// A run with its script in a sealed child.
struct SandboxedRun {
  let options: RunOptions

  func execute() throws -> RunSummary {
    let started = ContinuousClock.now
    let files = try SandboxFiles(options)
    let sandbox = Sandbox(options: options, source: files.source, files: files)
    var result: SandboxFrame
    do throws(RunError) {
      result = try sandbox.run { guest in try Self.summary(options, guest) }
    } catch {
      // If a function of this program has thrown, its error is the cause.
      try files.endPipes(isWell: false)
      throw error
    }
    try files.endPipes(isWell: true)
    var summary: RunSummary
    do {
      summary = try result.summary()
    } catch {
      throw SandboxHost.nonsense(files.outcome)
    }
    summary.seconds = RunSummary.seconds(since: started)
    try options.control?.beginPlacing()
    if let placement = options.placement {
      try files.hand(to: placement)
    } else {
      for loss in try files.commit() { options.say("warning: \(loss)") }
    }
    return summary
  }

  /// See `Run.scriptOptions`.
  func scriptOptions() throws -> [ScriptOption]? {
    let source = try options.world.source(of: options.script)
    let sandbox = Sandbox(options: options, source: source, files: nil)
    var result = try sandbox.run { guest in try Self.options(options, guest) }
    do {
      return try result.options()
    } catch {
      throw SandboxHost.nonsense("nothing was read")
    }
  }
}

/// The work of the child.
extension SandboxedRun {
  static func summary(_ options: RunOptions, _ guest: SandboxGuest) throws -> SandboxFrame {
    var frame = SandboxFrame(.result)
    let options = options.inside(guest)
    frame.append(try onLargeStack(size: options.stackSize) { try RunSession.run(options) })
    return frame
  }

  static func options(_ options: RunOptions, _ guest: SandboxGuest) throws -> SandboxFrame {
    var frame = SandboxFrame(.result)
    frame.append(try onLargeStack { try RunSession.scriptOptions(options.inside(guest)) })
    return frame
  }
}

extension RunOptions {
  /// The options for the run in the child.
  fileprivate func inside(_ guest: SandboxGuest) -> RunOptions {
    var options = self
    options.world = guest
    options.endsProcess = true
    options.onMessage = { guest.say($0) }
    options.placement = nil
    options.control = nil
    if options.onTimings != nil { options.onTimings = { guest.say(LineTime.text($0).text) } }
    if options.onDifference != nil { options.onDifference = { guest.tell($0) } }
    if options.onProgress != nil || options.onEvent != nil {
      options.onProgress = { guest.report($0) }
    }
    // The parent calls these.
    options.onEvent = nil
    options.onPrint = nil
    return options
  }
}
