import BatchLua

/// A run that is cancelled with its task, and one that takes too long.
@main struct Cancel {
  static func main() async {
    var options = RunOptions(
      script: .source("function transform(record) while true do end end"),
      inputs: [.bytes(Array("{}\n".utf8))])
    options.recordType = .json
    options.output = .pushing { _ in }
    let run = Run(options)
    let task = Task { try await run.run() }
    try? await Task.sleep(for: .milliseconds(50))
    task.cancel()
    await say(task.result)
    options.timeout = 0.05
    let limited = Run(options)
    await say(Task { try await limited.run() }.result)
  }

  static func say(_ result: Result<RunSummary, any Error>) {
    switch result {
    case .success: print("done")
    case .failure(let error as RunError): print(error.kind.rawValue)
    case .failure(let error): print("\(error)")
    }
  }
}
