import BatchLua
import BatchModel
import Glibc
import Synchronization

/// Measures batchlua in a Swift program: HostBench LONG SHORT OUTPUT ROUNDS, with files of requests
/// of 2 KB and of 450 bytes, and the path of an output. Exits with 1 if a figure is too high.
@main struct HostBench {
  let long: String
  let short: String
  let output: String
  let rounds: Int

  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 5, let rounds = Int(arguments[4]) else {
      return print("usage: HostBench LONG SHORT OUTPUT ROUNDS")
    }
    let bench = HostBench(
      long: arguments[1], short: arguments[2], output: arguments[3], rounds: rounds)
    var table = Table()
    try await bench.runs(&table)
    try await bench.decoding(&table)
    try await bench.transformer(&table)
    try await bench.calls(&table)
    exit(table.isGood ? 0 : 1)
  }

  private static let swap = """
    function transform(req)
      req.body.model = "gpt-5-mini"
      req.body.metadata = { job = "nightly" }
    end
    """

  private func bytes(of path: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    for line in Lines(of: .file(path)) { bytes += try line.get().bytes + [0x0A] }
    return bytes
  }

  private func runs(_ table: inout Table) async throws {
    let lines = try bytes(of: long)
    let megabytes = "\(lines.count / 1_000_000) MB"
    var options = RunOptions(script: .source(Self.swap), inputs: [.file(long)])
    options.output = .file(output)
    let files = Run(options)
    let byFile = try await seconds(rounds: rounds) { _ = try await files.run() }
    table.add("swap, \(megabytes), file to file", byFile, "s")
    options.inputs = [.bytes(lines)]
    options.output = .pushing { _ in }
    let memory = Run(options)
    let byBytes = try await seconds(rounds: rounds) { _ = try await memory.run() }
    table.add("swap, \(megabytes), bytes to closure", byBytes, "s", below: byFile)
  }

  private func decoding(_ table: inout Table) async throws {
    var options = RunOptions(
      script: .source("function filter(req) return false end"), inputs: [.file(long)])
    options.output = .pushing { _ in }
    let drop = Run(options)
    let reading = try await seconds(rounds: rounds) { _ = try await drop.run() }
    table.add("read and drop", reading, "s")
    let decoding = try await seconds(rounds: rounds) {
      for record in Records<BatchRequestInput>(of: .file(long)) { _ = try record.get() }
    }
    table.add("decode as BatchRequestInput", decoding, "s", below: 2 * reading)
    let requests = try Records<BatchRequestInput>(of: .file(long)).map { try $0.get().value }
    let encoding = try await seconds(rounds: rounds) {
      for request in requests { _ = try request.encoded() }
    }
    table.add("encode BatchRequestInput", encoding, "s", below: 2 * reading)
    let lines = try await seconds(rounds: rounds) {
      for line in Lines(of: .file(long)) { _ = try line.get().bytes.count }
    }
    table.add("lines as bytes", lines, "s")
    let later = try await seconds(rounds: rounds) {
      for try await line in Lines(of: .file(long)).async { _ = line.bytes.count }
    }
    table.add("lines as bytes, for a task", later, "s")
  }

  private func transformer(_ table: inout Table) async throws {
    let count = 10_000
    let lines = try Lines(of: .file(short)).prefix(count).map { try $0.get().bytes + [0x0A] }
    let script = RunOptions(script: .source(Self.swap), inputs: [])
    let make = { try await Transformer(script) }
    func perRecord(_ pieces: [[UInt8]]) async throws -> Double {
      let taken = try await seconds(rounds: rounds, with: make) { transformer in
        var rejected = 0
        for piece in pieces { rejected += try await transformer.transform(piece).rejected.count }
        precondition(rejected == 0)
      }
      return taken / Double(lines.count) * 1e6
    }
    let one = try await perRecord(lines)
    table.add("Transformer, records of 450 bytes one by one", one, "µs", below: 20)
    let many = try await perRecord(
      stride(from: 0, to: lines.count, by: 1000).map {
        Array(lines[$0..<min($0 + 1000, lines.count)].joined())
      })
    table.add("Transformer, a thousand of them at once", many, "µs", below: 3)
    let requests = try lines.map { try BatchRequestInput(json: $0) }
    let values = try await seconds(rounds: rounds, with: make) { transformer in
      for request in requests { _ = try await transformer.transform(request) }
    }
    table.add("Transformer, as values", values / Double(requests.count) * 1e6, "µs")
  }

  private func calls(_ table: inout Table) async throws {
    let count = 1_000_000
    func run(_ call: String) async throws -> Double {
      var options = RunOptions(
        script: .source("function begin() for i = 1, \(count) do \(call) end end"), inputs: [])
      options.hasNoInput = true
      options.output = .pushing { _ in }
      options.functions = [
        ScriptFunction("host.int") { (n: Int) in n + 1 },
        ScriptFunction("host.price") { (model: String) -> Double? in model == "m" ? 1.5 : nil },
      ]
      let run = Run(options)
      return try await seconds(rounds: rounds) { _ = try await run.run() }
    }
    let empty = try await run("")
    for (name, call) in [("an integer", "host.int(i)"), ("a string", "host.price('m')")] {
      let taken = try await run("local r = \(call)") - empty
      table.add("a Swift call with \(name)", taken / Double(count) * 1e6, "µs", below: 1)
    }
  }
}
