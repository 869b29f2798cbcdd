internal import LazyJSON

/// Writes differences for people to standard output, buffered.
public final class DifferenceWriter: @unchecked Sendable {
  private let isColored: Bool
  private let output: ToolOutput?
  private var failure: RunError?

  /// Little output is written by `finish` only; much is written as it grows.
  public init(isColored: Bool = false) {
    self.isColored = isColored
    output = try? ToolOutput(nil)  // standard output always opens
  }

  /// To be called by one thread at a time.
  public func write(_ difference: Difference) {
    if failure != nil { return }
    let text = difference.text(isColored: isColored)
    do throws(RunError) {
      try output?.append { $0.appendText(text) }
    } catch {
      failure = error
    }
  }

  /// Writes what is buffered. Throws the first error of any write.
  public func finish() throws(RunError) {
    if let failure { throw failure }
    try output?.flush()
  }
}
