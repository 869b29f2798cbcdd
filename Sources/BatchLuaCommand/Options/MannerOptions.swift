import ArgumentParser
import BatchLua

/// What is shown on standard error, and how.
struct MannerOptions: ParsableArguments {
  @OptionGroup var messages: MessageOptions

  @Option(
    name: .customLong("progress"),
    help: ArgumentHelp(
      "How far it is: auto (the default: a bar on a terminal), always (else a line a second), never "
        + "or json (objects, for programs).",
      valueName: "WHEN"), completion: .words(of: ProgressForm.self))
  var progress: String?

  enum ProgressForm: String, CaseIterable {
    case auto, always, never, json
  }

  func validate() throws { _ = try progressForm }

  private var progressForm: ProgressForm {
    get throws {
      try OptionValue.word(progress, of: "--progress", ProgressForm.self) ?? .auto
    }
  }

  var quiet: Bool { messages.quiet }

  /// To be called before anything is shown.
  func enter() throws { try messages.enter() }

  /// Shows a message, unless messages are suppressed.
  var onMessage: @Sendable (String) -> Void { messages.onMessage }

  /// Shows JSON objects as they are, and other messages as JSON objects.
  var onObject: @Sendable (String) -> Void {
    let isQuiet = quiet
    return { text in
      if isQuiet { return }
      let isObject = text.hasPrefix("{")
      Terminal.say(MessageText(lines: isObject ? text : RunError.json(ofMessage: text)))
    }
  }

  /// Shows the progress of a run; nil if no person is looking.
  func onProgress(over inputs: [Path]) throws -> (@Sendable (RunSummary) -> Void)? {
    switch try progressForm {
    case .never: return nil
    case .auto: if quiet || !Terminal.canReplace { return nil }
    case .always: if !Terminal.canReplace { return Progress(over: inputs).lines() }
    case .json: return Progress(over: inputs).objects()
    }
    return Progress(over: inputs).bar()
  }

  /// Ends the display of `onProgress` after a run.
  func endProgress(_ summary: RunSummary, over inputs: [Path]) throws {
    if try progressForm == .json { Progress(over: inputs).tellEnd(summary) }
    StandardError.showBar(nil)
  }

  /// Ends the display after a tool, with the numbers of the last call of `onProgress`.
  func endProgress() throws {
    if try progressForm == .json { Progress.tellEnd() }
    StandardError.showBar(nil)
  }

  func apply(to options: inout RunOptions) throws {
    try enter()
    options.onMessage = onMessage
    options.onProgress = try onProgress(over: options.inputs.compactMap(\.path))
  }
}
