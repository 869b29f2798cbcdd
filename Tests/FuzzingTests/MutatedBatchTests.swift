import Fuzzing
import Testing

/// Batch files with damaged lines: each line is written as it was, or refused with its number and
/// a code; never both, never neither.
@Suite struct MutatedBatchTests {
  private static let count = 10_000

  @Test func quarantine() throws {
    let twice = Array((MutatedBatch.line(Self.count) + "\n").utf8)
    let outcome = try CheckedRun().quarantine(
      MutatedBatch.text(0..<Self.count) + twice + twice)
    // Enough of each kind to mean something.
    #expect(outcome.written.count > 1000)
    #expect(outcome.reasons.count > 5000)
    let codes = Set(outcome.reasons.map(\.code))
    #expect(
      codes.isSuperset(of: [
        "invalid_json_line", "missing_required_parameter", "invalid_url", "invalid_method",
        "invalid_type", "duplicate_custom_id",
      ]), "\(codes)")
  }

  /// Such lines in files of 250, the first of them whole: each run ends at the first bad one.
  @Test func fail() throws {
    for first in stride(from: 0, to: Self.count, by: 250) {
      let text = MutatedBatch.text(first..<first + 250, whole: first / 250)
      let outcome = try CheckedRun().quarantine(text)
      try CheckedRun().fail(text, at: outcome.reasons.first)
    }
  }
}

/// Lines as services and their users write them, some of them damaged.
enum MutatedBatch {
  private static let lines = [
    #"{"custom_id":"r#","method":"POST","url":"/v1/chat/completions","body":{"model":"gpt-5","#
      + #""messages":[{"role":"user","content":"Hi \u00e9"}],"max_tokens":10}}"#,
    #"{"custom_id": "r#", "method": "POST", "url": "/v1/embeddings", "body": "#
      + #"{"model": "text-embedding-3-small", "input": ["a", "b"], "encoding_format": "float"}}"#,
    #"{"custom_id":"r#","method":"POST","url":"/v1/responses","body":{"model":"gpt-5","#
      + #""input":"Grüße 😀","temperature":0.10,"seed":12345678901234567890}}"#,
    #"{"id":"b#","custom_id":"r#","response":{"status_code":200,"request_id":"q","body":{"id":"c","#
      + #""choices":[{"index":0,"message":{"role":"assistant","content":"A"}}]}},"error":null}"#,
    #"{"id":"b#","custom_id":"r#","response":null,"error":{"code":"server_error","message":"x"}}"#,
  ]

  static func line(_ number: Int) -> String {
    lines[number % lines.count].replacing("#", with: "\(number)")
  }

  /// Lines of these numbers, damaged but for the first few; LF or CRLF behind each.
  static func text(_ numbers: Range<Int>, whole: Int = 0) -> [UInt8] {
    numbers.flatMap { number -> [UInt8] in
      var random = Generator(seed: number)
      let end: [UInt8] = random.once(in: 4) ? [0x0D, 0x0A] : [0x0A]
      let line = Array(line(number).utf8)
      return (number - numbers.lowerBound < whole ? line : damaged(line, &random)) + end
    }
  }
}
