import LazyJSON
import Testing

@testable import BatchLua

/// Where values of JSON end.
struct ValueScanTests {
  /// The value at the start of a text that comes in pieces of so many bytes; nil when it is open.
  private func value(_ text: String, pieces: Int, column: Int = 0) -> String? {
    let bytes = Array(text.utf8)
    var scan = ValueScan(column: column)
    bytes.withUnsafeBufferPointer { bytes in
      for end in stride(from: pieces, to: bytes.count + pieces, by: pieces) where !scan.isDone {
        scan.read(Bytes(rebasing: bytes[..<min(end, bytes.count)]))
      }
    }
    return scan.isDone ? String(decoding: bytes[..<scan.count], as: UTF8.self) : nil
  }

  @Test(arguments: [1, 2, 100])
  func end(pieces: Int) {
    let cases: [(text: String, value: String?)] = [
      ("{\"a\":\"}\\\"}\"} x", "{\"a\":\"}\\\"}\"}"), ("\"a\\\\\" 1", "\"a\\\\\""),
      ("[[1],{}]]", "[[1],{}]"), ("{\"a\":[1}\n", "{\"a\":[1}"), ("{\"a\":1]}}", "{\"a\":1]}"),
      ("{\"a\":1\n{\"b\":2}\n", "{\"a\":1"), ("{\"a\":{\"b\":1},\n{}\n", "{\"a\":{\"b\":1},"),
      ("{\"a\":\"x\n{\"b\":2}\n", "{\"a\":\"x"), ("{\"a\":\"x\n{ }\n", "{\"a\":\"x"),
      ("{\"a\":\"x\n{b\"}", "{\"a\":\"x\n{b\"}"),
      ("{\"a\":1\n {\"b\":2}\n}", "{\"a\":1\n {\"b\":2}\n}"),
      ("{\"a\":\"x\n{\r\n \"b\":2\n}\n", "{\"a\":\"x"),
      ("{\"a\":[\n{},\n{}\n]}", "{\"a\":[\n{},\n{}\n]}"), ("{\"a\":\n{}", nil), ("\"x\n{}", nil),
    ]
    for (text, expected) in cases { #expect(value(text, pieces: pieces) == expected, "\(text)") }
    #expect(value("{\"a\":1\n  {}", pieces: pieces, column: 2) == "{\"a\":1")
  }

  @Test func onOneLine() {
    for (text, expected) in [
      ("{\n \"a\":\r\n1\n}", "{ \"a\":1}"), ("[1\n2]", "[1 2]"), ("[1,\n2]", "[1,2]"),
      ("[\"a\nb\"]", "[\"a\rb\"]"), ("[\"\\\"\n\"]", "[\"\\\"\r\"]"), ("[t\r\n\nrue]", "[t rue]"),
    ] {
      var scan = ValueScan(column: 0)
      let bytes = Array(text.utf8)
      let line = bytes.withUnsafeBufferPointer { bytes in
        scan.read(bytes)
        return [UInt8](unsafeUninitializedCapacity: bytes.count) { space, count in
          count = scan.onOneLine(bytes, to: space.baseAddress!)
        }
      }
      #expect(String(decoding: line, as: UTF8.self) == expected)
      #expect(scan.isDone && scan.isBroken == expected.contains("\r"))
    }
  }
}
