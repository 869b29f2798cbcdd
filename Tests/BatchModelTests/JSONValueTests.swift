import BatchModel
import Foundation
import Testing

@Suite struct JSONValueTests {
  @Test(arguments: [
    ("null", JSONValue.null), ("true", .bool(true)), ("false", .bool(false)),
    ("0", .int(0)), ("1", .int(1)), ("-9223372036854775808", .int(.min)),
    ("9223372036854775807", .int(.max)), ("9223372036854775808", .uint(1 << 63)),
    ("18446744073709551615", .uint(.max)), ("18446744073709551616", .double(0x1p64)),
    ("0.5", .double(0.5)), ("-1e-3", .double(-0.001)), ("1e300", .double(1e300)),
    (#""""#, .string("")), (#""1""#, .string("1")), (#""\u00e9\n\ud83d\ude00""#, .string("é\n😀")),
    ("[]", .array([])), ("{}", .object([:])),
    ("[null, [true], {}]", .array([.null, .array([.bool(true)]), .object([:])])),
    (#"{"a": {"": [1]}}"#, .object(["a": .object(["": .array([.int(1)])])])),
  ])
  func kinds(json: String, value: JSONValue) throws {
    #expect(try decode(JSONValue.self, json) == value)
    #expect(try encode(value) == value)
  }

  @Test func writtenText() throws {
    let value: JSONValue = .array([
      .null, .bool(true), .int(-1), .uint(.max), .double(0.5), .string("a\"b"), .object([:]),
    ])
    let text = String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    #expect(text == #"[null,true,-1,18446744073709551615,0.5,"a\"b",{}]"#)
  }

  @Test func booleansAndNumbersAreApart() throws {
    #expect(try decode(JSONValue.self, "[1, 0]") != .array([.bool(true), .bool(false)]))
  }

  @Test(arguments: ["1e400", "[1e400]", #"{"a": [-1e400]}"#])
  func aNumberThatNoDoubleHolds(json: String) {
    #expect(throws: DecodingError.self) { try decode(JSONValue.self, json) }
  }
}
