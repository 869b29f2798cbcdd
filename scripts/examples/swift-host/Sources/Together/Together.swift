import BatchLua

/// Several runs at a time, while other tasks go on.
@main struct Together {
  static func main() async throws {
    let lines = Array(String(repeating: "{\"n\":1}\n", count: 50_000).utf8)
    var options = RunOptions(
      script: .source("function transform(record) record.n = record.n + 1 end"),
      inputs: [.bytes(lines)])
    options.recordType = .json
    options.output = .pushing { _ in }
    let run = Run(options)
    let read = try await withThrowingTaskGroup { group in
      for _ in 1...4 { group.addTask { try await run.run().read } }
      var read = 0
      for try await count in group { read += count }
      return read
    }
    print("read \(read)")
  }
}
