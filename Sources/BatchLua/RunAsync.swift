extension Run {
  /// Executes the run on threads of its own while the task is suspended; it does not use threads of
  /// the cooperative pool. If the task is cancelled, a call into the script is stopped, no more
  /// input is read, and this throws an error of the kind `cancelled`: at once if the run computes
  /// or waits for the other end of a pipe; within a second if it waits for a function of yours,
  /// which is then abandoned. If this throws, no output file has changed.
  @discardableResult
  public nonisolated(nonsending) func run() async throws(RunError) -> RunSummary {
    let control = RunControl()
    return try await withTaskCancellationHandler {
      await start(control).value()
    } onCancel: {
      control.cancelRun()
    }.get()
  }

  /// Executes the run while `body` receives its output, instead of writing it to that of the
  /// options: a sequence of pieces, each of whole lines. The run is at most a few pieces ahead of
  /// the consumer. Returning from `body` before the last piece cancels the run; then this throws
  /// the error of `body`, or one of the kind `cancelled`. The error of a run that fails is thrown
  /// by the sequence.
  public nonisolated(nonsending) func withOutput<Value>(
    _ body: (RunPieces) async throws -> Value
  ) async throws -> (value: Value, summary: RunSummary) {
    let (control, pieces) = (RunControl(), PieceQueue<[UInt8]>())
    var options = options
    options.output = .pushing { try pieces.put($0.withUnsafeBytes { Array($0) }) }
    let completion = Run(options).start(control) { pieces.end(with: $0.map { _ in }) }
    let value: Result<Value, any Error>
    do {
      value = .success(
        try await withTaskCancellationHandler {
          try await body(RunPieces(queue: pieces))
        } onCancel: {
          control.cancelRun()
          pieces.close()
        })
    } catch {
      value = .failure(error)
    }
    if !pieces.isAtEnd { control.cancelRun() }
    pieces.close()
    let summary = await completion.value()
    return (try value.get(), try summary.get())
  }
}
