import BatchLua
import BatchModel
import Foundation
import Synchronization
import Testing

/// Inputs that are no files give what a file of the same bytes gives.
@Suite struct RunInputTests {
  private static let script = RunOptions.Script.source(
    """
    local seen = {}
    function transform(r)
      r.n = r.n + 1
      seen[batch.current.file] = true
      r.line = batch.current.line
    end
    """)

  private static func lines(_ count: Int) -> [UInt8] {
    var lines: [UInt8] = []
    for number in 0..<count {
      lines += #"{"n":\#(number),"pad":"\#(String(repeating: "x", count: number % 97))"}"#.utf8
      lines.append(0x0A)
    }
    return lines
  }

  /// Suspends: a stream needs a thread of the pool, which tests that block may have taken.
  private func output(
    of inputs: [RunInput], _ script: RunOptions.Script = script, jobs: Int = 1
  ) async throws -> [UInt8] {
    let collected = Collected()
    var options = RunOptions(script: script, inputs: inputs)
    options.output = .pushing { collected.append($0) }
    options.recordType = .json
    options.jobs = jobs
    try await Run(options).run()
    return collected.bytes
  }

  @Test func noInputsHaveNoLines() async throws {
    #expect(try await output(of: []) == [])
    let script = "local n = 0 function transform() n = n + 1 end function finish() return n end"
    var options = RunOptions(script: .source(script), inputs: [])
    options.output = .pushing { _ in }
    #expect(try await Run(options).run().result == 0)
  }

  @Test(arguments: [0, 1, 3, 5000, 40_000]) func bytesAreLikeAFile(count: Int) async throws {
    let lines = Self.lines(count)
    let scratch = try Scratch()
    let file = RunInput.file(try scratch.write(Data(lines), to: "in.jsonl"))
    let expected = try await output(of: [file])
    #expect(expected.count > lines.count || count == 0)
    #expect(try await output(of: [.bytes(lines)]) == expected)
    let whole = Mutex(lines[...])
    let pulled = RunInput.pulling { span in
      whole.withLock { rest in
        for byte in rest.prefix(min(span.freeCapacity, 1000)) { span.append(byte) }
        rest = rest.dropFirst(min(span.freeCapacity + 1000, 1000))
      }
    }
    #expect(try await output(of: [pulled]) == expected)
    let stream = AsyncStream<ArraySlice<UInt8>> { continuation in
      for start in stride(from: 0, to: lines.count, by: 7777) {
        continuation.yield(lines[start..<min(lines.count, start + 7777)])
      }
      continuation.finish()
    }
    #expect(try await output(of: [.stream(stream)]) == expected)
  }

  @Test func severalStatesReadBytes() async throws {
    let lines = Self.lines(30_000)
    let script = RunOptions.Script.source("stateless = true function transform(r) r.n = 0 end")
    let expected = try await output(of: [.bytes(lines)], script)
    #expect(try await output(of: [.bytes(lines)], script, jobs: 2) == expected)
  }

  /// A stream is packed when its first bytes say so, as a file is.
  @Test func packedBytesAreUnpacked() async throws {
    let world = FilesWorld()
    world.put(String(decoding: Self.lines(3000), as: UTF8.self), "in.jsonl")
    guard let packed = world.tool(["gzip", "-c", "in.jsonl"]) else { return }
    let expected = try await output(of: [.bytes(Self.lines(3000))])
    #expect(try await output(of: [.bytes(Array(packed))]) == expected)
    let pieces = AsyncStream<[UInt8]> { continuation in
      for byte in packed { continuation.yield([byte]) }
      continuation.finish()
    }
    #expect(try await output(of: [.stream(pieces)]) == expected)
  }

  @Test func recordsAreLines() async throws {
    let records = (0..<1000).map { number in
      BatchRequestInput(
        customID: "r\(number)", url: .responses, body: ["input": .string("é\"\n"), "n": 1.5],
        additionalFields: ["z": .null, "a": [1, true]])
    }
    let written = try await output(of: [.records(records)], .code("body.n = nil"))
    let lines = written.split(separator: 0x0A)
    #expect(lines.count == 1000)
    #expect(
      String(decoding: lines[7], as: UTF8.self)
        == #"{"custom_id":"r7","method":"POST","url":"/v1/responses","#
        + #""body":{"input":"é\"\n"},"z":null,"a":[1,true]}"#)
  }

  /// Each input counts its lines, and messages call it by its name.
  @Test func placesAreThoseOfTheInput() async throws {
    let bytes = Array("{\"n\":1}\n\n{\"n\":\"x\"}\n".utf8)
    let inputs: [RunInput] = [.bytes(Self.lines(10)), .bytes(bytes, name: "upload\n2")]
    let error = await #expect(throws: RunError.self) { _ = try await output(of: inputs) }
    #expect(error?.kind == .record)
    #expect(error?.description.contains("  input upload\\n2:3\n") == true)
    #expect(error?.description.contains("--> script:3\n") == true)
  }

  private struct Broken: Error {}

  @Test func whatItThrowsEndsTheRun() async throws {
    let error = await #expect(throws: RunError.self) {
      _ = try await output(of: [.pulling(name: "socket") { _ in throw Broken() }])
    }
    #expect(error?.kind == .io && error?.description.hasPrefix("cannot read socket: ") == true)
    let stream = AsyncThrowingStream<[UInt8], any Error> { continuation in
      continuation.yield(Array("{\"n\":1}\n{".utf8))
      continuation.finish(throwing: Broken())
    }
    let other = await #expect(throws: RunError.self) { _ = try await output(of: [.stream(stream)]) }
    #expect(other?.description.hasPrefix("cannot read input: ") == true)
  }

  /// A stream is not taken far ahead of the run, and its task is cancelled when the run ends first.
  @Test func aStreamWaitsForTheRun() async throws {
    let pieces = EndlessPieces(piece: Self.lines(20_000))
    let script = RunOptions.Script.source("function transform(r) batch.stop() end")
    let written = try await output(of: [.stream(pieces)], script)
    #expect(written == Self.lines(1))
    #expect(try await pieces.state.ends())
    #expect((1...8).contains(pieces.state.taken.load(ordering: .relaxed)))
  }
}

/// Pieces without an end; says when nobody iterates over them any more.
private struct EndlessPieces: AsyncSequence, Sendable {
  final class State: Sendable {
    let taken = Atomic<Int>(0)
    let isEnded = Atomic<Bool>(false)

    /// Waits for the end; false when it does not come.
    func ends() async throws -> Bool {
      for _ in 0..<2000 where !isEnded.load(ordering: .relaxed) {
        try await Task.sleep(for: .milliseconds(5))
      }
      return isEnded.load(ordering: .relaxed)
    }
  }

  final class AsyncIterator: AsyncIteratorProtocol {
    let pieces: EndlessPieces
    init(_ pieces: EndlessPieces) { self.pieces = pieces }
    deinit { pieces.state.isEnded.store(true, ordering: .relaxed) }

    func next() async -> [UInt8]? {
      pieces.state.taken.add(1, ordering: .relaxed)
      return pieces.piece
    }
  }

  let piece: [UInt8]
  let state = State()

  func makeAsyncIterator() -> AsyncIterator { AsyncIterator(self) }
}

/// What a run has pushed.
final class Collected: Sendable {
  private let pieces = Mutex<[[UInt8]]>([])

  func append(_ span: RawSpan) {
    let bytes = span.withUnsafeBytes { Array($0) }
    pieces.withLock { $0.append(bytes) }
  }

  var all: [[UInt8]] { pieces.withLock { $0 } }
  var bytes: [UInt8] { Array(all.joined()) }
  var text: String { String(decoding: bytes, as: UTF8.self) }
}
