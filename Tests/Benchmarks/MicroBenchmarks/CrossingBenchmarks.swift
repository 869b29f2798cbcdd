import BatchLua
import Benchmark
import Glibc

/// What a script does with a record, by way of a whole run.
func benchmarkCrossings() {
  benchmarkCrossing("record [index body]", "local _ = req.body")
  benchmarkCrossing("record [index string]", "local _ = req.custom_id")
  benchmarkCrossing("body [index member]", "local _ = body.max_tokens")
  benchmarkCrossing("body [set member]", "body.max_tokens = i")
  benchmarkCrossing("body [set table]", "body.metadata = { job = i }")
  benchmarkCrossing("nothing", "local _ = i")
  benchmarkRecords(
    "filter on custom_id", #"function filter(req) return req.custom_id:sub(-1) == "7" end"#)
  benchmarkRecords("identity", "function transform(req) end")
}

/// A statement a million times on one record. What "nothing" takes is the loop and the start.
private func benchmarkCrossing(_ name: String, _ statement: String) {
  Benchmark(name, configuration: .init(scalingFactor: .mega)) { benchmark in
    let count = benchmark.scaledIterations.count
    let code = "for i = 1, \(count) do \(statement) end return false"
    try withFile(line(bytes: 450)) { try measure(benchmark, .code(code), over: $0) }
  }
}

/// 100,000 records of 450 bytes; the start of the run is a hundredth of it.
private func benchmarkRecords(_ name: String, _ script: String) {
  Benchmark("\(name) [100,000 records]", configuration: .init(scalingFactor: .one)) { benchmark in
    let lines = Array((0..<100_000).map { line(bytes: 450, number: $0) + [0x0A] }.joined())
    try withFile(lines) { input in
      try withFile(Array(script.utf8)) { script in
        try measure(benchmark, .file(Path(script)), over: Path(input))
      }
    }
  }
}

private func measure(
  _ benchmark: Benchmark, _ script: RunOptions.Script, over input: Path
) throws {
  var options = RunOptions(script: script, inputs: [.file(input)])
  options.output = "/dev/null"
  let run = Run(options)
  benchmark.startMeasurement()
  try run.execute()
  benchmark.stopMeasurement()
}

/// Calls `body` with the path of a file of these bytes, which is removed afterwards.
private func withFile(_ bytes: [UInt8], _ body: (String) throws -> Void) throws {
  var name = Array("/tmp/batchlua-micro-XXXXXX".utf8CString)
  let descriptor = mkstemp(&name)
  let path = name.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
  guard descriptor >= 0 else { throw CannotWrite(path: path) }
  defer {
    close(descriptor)
    unlink(path)
  }
  guard write(descriptor, bytes, bytes.count) == bytes.count else { throw CannotWrite(path: path) }
  try body(path)
}

private struct CannotWrite: Error { let path: String }
