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

/// The members of objects.
@Suite struct JSONObjectTests {
  private func text(_ value: some JSONCodable) throws -> String {
    String(decoding: try value.encoded(), as: UTF8.self)
  }

  private static let body =
    #"{"model":"m","zeta": {"b":1, "a":[0.70,{"y":1,"x":"\u00e9"}]},"alpha":[1e2, {"q": 2}],"n":-0}"#

  /// What is not touched is written as it was, in its place.
  @Test func theOrderIsKept() throws {
    let line = #"{"custom_id":"a","method":"POST","url":"/v1/responses","body":\#(Self.body)}"#
    var request = try BatchRequestInput(json: line.utf8)
    #expect(try text(request) == line)
    request.customID = "b"
    #expect(try text(request) == line.replacing(#""a","method"#, with: #""b","method"#))
    request.body?["model"] = "other"
    request.body?["n"] = nil
    request.body?["new"] = 1
    #expect(
      try text(request.body!)
        == #"{"model":"other","zeta":{"b":1, "a":[0.70,{"y":1,"x":"\u00e9"}]},"#
        + #""alpha":[1e2,{"q": 2}],"new":1}"#)
    request.body?["zeta"]?["a"] = .null
    #expect(try text(request.body!["zeta"]!) == #"{"b":1,"a":null}"#)
    let inOrder = try JSONValue(json: Self.body.utf8).objectValue.map { $0.keys }
    #expect(inOrder == ["model", "zeta", "alpha", "n"])
  }

  /// A text of several lines is written on one.
  @Test func itIsOneLine() throws {
    let value = try JSONValue(json: "{\n  \"a\": [1, \"b c\\n\"],\r\n \"d\": {}\n}".utf8)
    #expect(try text(value) == #"{"a":[1,"b c\n"],"d":{}}"#)
  }

  @Test func objectsAreEqualInAnyOrder() throws {
    let first = try JSONValue(json: #"{"a":1,"b":{"c":[1,2],"d":null}}"#.utf8)
    let second = try JSONValue(json: #"{ "b": {"d":null,"c":[1,2]}, "a":1 }"#.utf8)
    let literal: JSONValue = ["b": ["c": [1, 2], "d": .null], "a": 1]
    #expect(first == second && second == literal && first == literal)
    #expect(Set([first, second, literal]).count == 1)
    #expect(first != ["a": 1, "b": ["c": [2, 1], "d": .null]])
    #expect(first != ["a": 1] && first != ["a": 1, "c": ["c": [1, 2], "d": .null]])
  }

  @Test func membersAreFoundAndSet() throws {
    var object = try #require(JSONValue(json: #"{"a":1,"b":2,"a":3}"#.utf8).objectValue)
    #expect(object["a"] == 3 && object["b"] == 2 && object["c"] == nil && !object.isEmpty)
    #expect(object.keys == ["a", "b"] && object.values == [3, 2] && object.count == 2)
    #expect(object.dictionary == ["a": 3, "b": 2])
    object["b"] = nil
    object["c"] = [:]
    object["d"] = nil
    #expect(object.map(\.key) == ["a", "c"])
    let literal: JSONObject = ["z": 1, "y": 2]
    #expect(literal.keys == ["z", "y"])
    #expect(JSONObject(["z": 1, "y": 2] as [String: JSONValue]).keys == ["y", "z"])
    #expect(JSONObject().isEmpty)
    #expect(try JSONValue(json: "{ }".utf8) == [:])
  }

  /// Texts of numbers that are none would make the output invalid.
  @Test(arguments: ["", "007", "1.", ".5", "0x1", "inf", "1e", "-", "1 ", "+1"])
  func textsThatAreNoNumbers(text: String) {
    #expect(throws: EncodingError.self) { try JSONValue.number(text).encoded() }
  }
}
