import BatchLua

/// Runs scripts of others, several at a time, each in a process that the kernel has sealed.
@main struct Sealed {
  static func main() async throws {
    // First: this program is started anew for each of them.
    SealedProcess.prepare()

    let run = Run(options("function transform(record) record.n = record.n + 1 end"))
    let read = try await withThrowingTaskGroup { group in
      for _ in 1...4 { group.addTask { try await run.run().read } }
      var read = 0
      for try await count in group { read += count }
      return read
    }
    print("read \(read)")

    let curious = options("function finish() return os.getenv('PATH') or 'nothing' end")
    let got = try await Run(curious).run().result?.stringValue ?? "?"
    print("the script got \(got) of the environment")

    do {
      try await Run(options("string.find(('a'):rep(30), ('a?'):rep(30) .. 'b')")).run()
    } catch {
      print(error.kind.rawValue)
    }
  }

  static func options(_ script: String) -> RunOptions {
    let lines = Array(String(repeating: "{\"n\":1}\n", count: 5_000).utf8)
    var options = RunOptions(
      script: .source(script + " function filter() return true end"), inputs: [.bytes(lines)])
    options.recordType = .json
    options.isSandboxed = true
    options.timeout = 1
    options.output = .pushing { _ in }
    return options
  }
}
