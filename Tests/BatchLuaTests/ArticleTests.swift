import BatchLua
import BatchModel
import Foundation
import Synchronization
import Testing

/// The code of the page "Scripts in your program" is that of this file, and works.
@Suite struct ArticleTests {
  private static let requests = (0..<3).map { number in
    #"{"custom_id":"r\#(number)","method":"POST","url":"/v1/chat/completions","#
      + #""body":{"model":"m\#(number % 2)","n":\#(number)}}"# + "\n"
  }.joined()

  private var bytes: [UInt8] { Array(Self.requests.utf8) }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test func theCodeIsThatOfThePage() throws {
    let file = URL(filePath: #filePath)
    let package = file.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(
      contentsOf: package.appending(
        path: "Sources/BatchLua/BatchLua.docc/ScriptsInYourProgram.md"), encoding: .utf8)
    let blocks = page.matches(of: /```swift\n((?s).*?)```/).map { String($0.output.1) }
    let source = try String(contentsOf: file, encoding: .utf8)
    #expect(blocks.count > 1 && blocks[0].hasPrefix("// Package.swift"))
    for block in blocks.dropFirst() { #expect(source.contains("\n" + block), "\(block)") }
  }

  @Test func files() throws {
    let scratch = try Scratch()
    let input = try scratch.write(Self.requests, to: "in.jsonl")
    #expect(try cheaper(input, into: scratch.path("out.jsonl")).written == 3)
    #expect(try scratch.text("out.jsonl").contains(#""model":"gpt-5-mini","n":2"#))
  }

  @Test func lines() throws {
    let line = Array(Self.requests.split(separator: "\n")[0].utf8)
    #expect(
      try text(renamed(line, to: "x")) == #"{"custom_id":"x","method":"POST","#
        + #""url":"/v1/chat/completions","body":{"model":"gpt-5-mini","n":0}}"#)
  }

  @Test func linesOfFiles() async throws {
    let scratch = try Scratch()
    let good =
      #"{"id":"1","custom_id":"a","response":{"status_code":200,"request_id":"q","#
      + #""body":{"usage":{"total_tokens":7}}},"error":null}"#
    let path = try scratch.write("\(good)\n{\n\n\(good)\n", to: "out.jsonl")
    let (used, bad) = tokens(used: path)
    #expect(used == 14 && bad.map(\.input?.line) == [2])
    let line = try await longest(of: path)
    #expect(line?.number == 1 && line?.bytes == Array(good.utf8))
  }

  @Test func memory() throws {
    let result = try changed(bytes, by: "function transform(req) return req.body.n > 0 end")
    #expect(
      text(result) == Self.requests.split(separator: "\n").dropFirst().joined(separator: "\n")
        + "\n")
  }

  @Test func functions() throws {
    #expect(try cost(of: bytes, prices: ["m1": 0.25]) == 2.25)
  }

  @Test func rejects() throws {
    #expect(try badLines(of: bytes, "function transform(req) assert(req.body.n ~= 1) end") == [2])
  }

  @Test func others() throws {
    let script = "function transform(req) print(os.getenv('PATH')) batch.readfile('/etc/hosts') end"
    let error = #expect(throws: RunError.self) { try Run(careful(script, bytes)).execute() }
    #expect(error?.script?.name == "upload")
    #expect(error?.description.contains("--o") == false)
  }

  @Test func sealedOthers() async throws {
    var options = careful("function transform(req) assert(not os.getenv('PATH')) end", bytes)
    options.output = .pushing { _ in }
    let programs = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    options.sandboxHelper = Path(programs.appending(path: "batchlua").path(percentEncoded: false))
    #expect(try await sealed(options).written == 3)
  }

  @Test func tasks() async throws {
    let options = careful("function transform(req) end", bytes)
    var other = options
    other.output = .pushing { _ in }
    #expect(try await both(other, other) == 6)
  }

  @Test func streams() async throws {
    let upload = AsyncStream<[UInt8]> { continuation in
      for byte in bytes { continuation.yield([byte]) }
      continuation.finish()
    }
    var written: [UInt8] = []
    let summary = try await answer(upload, "function transform(req) end") { written += $0 }
    #expect(summary.written == 3 && text(written) == Self.requests)
  }

  @Test func records() async throws {
    let requests = try Self.requests.split(separator: "\n").map {
      try BatchRequestInput(json: Array($0.utf8))
    }
    #expect(try await stamped(requests).map { $0.body?["seed"]?.intValue } == [1, 2, 3])
  }
}

func cheaper(_ input: String, into output: String) throws(RunError) -> RunSummary {
  var options = RunOptions(script: .code(#"body.model = "gpt-5-mini""#), inputs: [.file(input)])
  options.output = .file(output)
  return try Run(options).execute()
}

func renamed(_ line: [UInt8], to name: String) throws -> [UInt8] {
  var request = try BatchRequestInput(json: line)
  request.customID = name
  request.body?["model"] = "gpt-5-mini"
  return try request.encoded()
}

func tokens(used path: String) -> (tokens: Int, bad: [RunError]) {
  var (tokens, bad) = (0, [RunError]())
  for record in Records<BatchRequestOutput>(of: .file(path)) {
    switch record {
    case .success(let record):
      tokens += record.value.response?.body?["usage"]?["total_tokens"]?.intValue ?? 0
    case .failure(let error): bad.append(error)
    }
  }
  return (tokens, bad)
}

func longest(of path: String) async throws(RunError) -> Lines.Line? {
  var longest: Lines.Line?
  for try await line in Lines(of: .file(path)).async {
    if line.bytes.count > longest?.bytes.count ?? 0 { longest = line }
  }
  return longest
}

func changed(_ lines: [UInt8], by script: String) throws(RunError) -> [UInt8] {
  let result = Mutex<[UInt8]>([])
  var options = RunOptions(script: .source(script), inputs: [.bytes(lines)])
  options.output = .pushing { piece in
    piece.withUnsafeBytes { bytes in result.withLock { $0 += bytes } }
  }
  try Run(options).execute()
  return result.withLock { $0 }
}

func cost(of lines: [UInt8], prices: [String: Double]) throws(RunError) -> Double? {
  let script = """
    local total = 0
    function transform(req)
      total = total + (host.price(req.body.model) or limits.unknown)
    end
    function finish() return total end
    """
  var options = RunOptions(script: .source(script), inputs: [.bytes(lines)])
  options.output = .pushing { _ in }
  options.functions = [ScriptFunction("host.price") { (model: String) in prices[model] }]
  options.globals = ["limits": ["unknown": 1.0]]
  return try Run(options).execute().result?.doubleValue
}

func badLines(of lines: [UInt8], _ script: String) throws(RunError) -> [Int] {
  let bad = Mutex<[Int]>([])
  var options = RunOptions(script: .source(script), inputs: [.bytes(lines)])
  options.output = .pushing { _ in }
  options.onError = .skip
  options.onReject = { record in
    bad.withLock { $0.append(record.error.line ?? 0) }
  }
  try Run(options).execute()
  return bad.withLock { $0 }
}

func careful(_ script: String, _ lines: [UInt8]) -> RunOptions {
  var options = RunOptions(script: .source(script, name: "upload"), inputs: [.bytes(lines)])
  options.capabilities = []
  options.timeout = 1
  options.maxMemory = 64 << 20
  options.onPrint = { _ in }
  return options
}

func sealed(_ options: RunOptions) async throws -> RunSummary {
  var options = options
  options.isSandboxed = true
  return try await Run(options).run()
}

func both(_ first: RunOptions, _ second: RunOptions) async throws -> Int {
  async let one = Run(first).run()
  async let two = Run(second).run()
  return try await one.read + two.read
}

func answer<Upload: AsyncSequence & Sendable>(
  _ upload: Upload, _ script: String, write: ([UInt8]) async throws -> Void
) async throws -> RunSummary where Upload.Element == [UInt8] {
  let options = RunOptions(script: .source(script), inputs: [.stream(upload)])
  return try await Run(options).withOutput { pieces in
    for try await piece in pieces { try await write(piece) }
  }.summary
}

func stamped(_ requests: [BatchRequestInput]) async throws -> [BatchRequestInput] {
  let script = "local n = 0 function transform(req) n = n + 1 req.body.seed = n end"
  let transformer = try await Transformer(RunOptions(script: .source(script), inputs: []))
  var stamped: [BatchRequestInput] = []
  for request in requests { stamped += try await transformer.transform(request) }
  _ = try await transformer.finish()
  return stamped
}
