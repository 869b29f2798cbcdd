internal import LazyJSON
internal import Synchronization

/// The output and messages of a test's run.
struct TestOutcome {
  let output: [UInt8]
  let messages: String
  /// The messages without the failure.
  let said: String
  let failure: RunError?

  /// Executes a run, and captures its output and messages. Removes the path of `folder` from
  /// messages.
  init(_ options: RunOptions, in context: TestContext, without folder: Path) {
    let caught = Caught()
    var options = options
    if options.writesStandardOutput {
      options.output = .pushing { lines in caught.add(lines) }
    }
    options.onMessage = { caught.say($0 + "\n") }
    options.onProgress = nil
    options.onPrint = { caught.say(Escapes.lines($0)) }
    var failure: RunError?
    var said: String?
    do throws(RunError) {
      try context.execute(options)
    } catch {
      failure = error
      said = caught.messages
      caught.say("error: \(error)\n")
    }
    self.failure = failure
    output = caught.output
    self.said = said ?? caught.messages
    messages = caught.messages.without(folder.description + "/")
  }

  private final class Caught: Sendable {
    private let state = Mutex((output: [UInt8](), messages: ""))

    var output: [UInt8] { state.withLock { $0.output } }
    var messages: String { state.withLock { $0.messages } }

    func add(_ lines: RawSpan) {
      lines.withUnsafeBytes { bytes in
        let copy = Array(bytes)
        state.withLock { $0.output += copy }
      }
    }

    func say(_ text: String) { state.withLock { $0.messages += text } }
  }
}

extension String {
  /// The text without any occurrence of `part`.
  func without(_ part: String) -> String {
    var text = ""
    var rest = self[...]
    while let next = rest.first {
      if rest.hasPrefix(part) {
        rest = rest.dropFirst(part.count)
      } else {
        text.append(next)
        rest = rest.dropFirst()
      }
    }
    return text
  }
}
