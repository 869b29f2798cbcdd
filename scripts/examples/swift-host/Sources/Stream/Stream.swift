import BatchLua

/// Gives a script a stream of pieces that are cut anywhere, and takes its output piece by piece.
@main struct Stream {
  static func main() async throws {
    let upload = AsyncStream<ArraySlice<UInt8>> { continuation in
      let bytes = (1...1000).flatMap { Array("{\"n\":\($0)}\n".utf8) }
      for start in stride(from: 0, to: bytes.count, by: 100) {
        continuation.yield(bytes[start..<min(start + 100, bytes.count)])
      }
      continuation.finish()
    }
    let script = "function filter(record) return record.n % 100 == 0 end"
    var options = RunOptions(script: .source(script), inputs: [.stream(upload)])
    options.recordType = .json
    let (lines, summary) = try await Run(options).withOutput { pieces in
      var lines = 0
      for try await piece in pieces { lines += piece.count { $0 == 0x0A } }
      return lines
    }
    print("read \(summary.read), \(lines) lines came out")
  }
}
