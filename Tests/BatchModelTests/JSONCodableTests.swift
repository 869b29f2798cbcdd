import BatchModel
import Foundation
import Testing

/// Types of the model as bytes, without Foundation.
@Suite struct JSONCodableTests {
  private func text(_ value: some JSONCodable) throws -> String {
    String(decoding: try value.encoded(), as: UTF8.self)
  }

  @Test(
    arguments: [
      (.null, "null"), (true, "true"), (-7, "-7"), (.uint(.max), "18446744073709551615"),
      (0.25, "0.25"), (1e300, "1e+300"), (2.0, "2"), ("a\"\u{1}é", #""a\"\u0001é""#),
      ([], "[]"), ([:], "{}"), (["b": [1, [:]], "a": .null], #"{"b":[1,{}],"a":null}"#),
    ] as [(JSONValue, String)])
  func values(value: JSONValue, json: String) throws {
    #expect(try text(value) == json)
  }

  @Test func membersComeInTheOrderOfTheType() throws {
    let request = BatchRequestInput(
      customID: "a", url: .responses, body: nil, additionalFields: ["z": 1, "b": [2], "url": 3])
    #expect(
      try text(request) == #"{"custom_id":"a","method":"POST","url":"/v1/responses","z":1,"b":[2]}"#
    )
  }

  /// A null that was read stays until the property is set; what was absent stays absent.
  @Test func nullsOfOmittedMembersStay() throws {
    let json = #"{"id":null,"custom_id":"a","response":{"status_code":null,"body":1},"error":null}"#
    var output = try BatchRequestOutput(json: json.utf8)
    #expect(output.id == nil && output.response?.requestID == nil)
    #expect(try text(output) == json)
    output.id = "r"
    #expect(try text(output) == json.replacing(#""id":null"#, with: #""id":"r""#))
  }

  /// A dictionary has another order in each process.
  @Test func metadataIsWrittenByName() throws {
    let names = (0..<20).map { "n\($0)" }.sorted()
    let pairs = names.reversed().map { ($0, JSONValue.number("1.50")) }
    let request = BatchRequest(
      inputFileID: "f", metadata: Dictionary(uniqueKeysWithValues: pairs))
    let written = names.map { "\"\($0)\":1.50" }.joined(separator: ",")
    #expect(try text(request).contains("\"metadata\":{\(written)}"))
  }

  /// Foundation gives members in any order.
  @Test func membersOfOtherDecodersComeByName() throws {
    let names = (0..<20).map { "n\($0)" }
    let others = names.map { "\"\($0)\":0" }.joined(separator: ",")
    let json = #"{"custom_id":"a","method":"POST","url":"/u",\#(others)}"#
    let request = try JSONDecoder().decode(BatchRequestInput.self, from: Data(json.utf8))
    #expect(request.additionalFields.keys == names.sorted())
    #expect(try BatchRequestInput(json: json.utf8).additionalFields.keys == names)
  }

  /// What Foundation reads of it is what it writes itself.
  @Test(arguments: [
    #"{"id":"batch_1","object":"batch","endpoint":"/v1/responses","input_file_id":"f","#
      + #""completion_window":"24h","status":"completed","created_at":1,"errors":{"object":"list","#
      + #""data":[{"code":"c","message":"m","param":null,"line":2}]},"request_counts":{"total":3,"#
      + #""completed":2,"failed":1},"metadata":{"a":"b"},"more":[1.5]}"#
  ])
  func nestedTypes(json: String) throws {
    let batch = try JSONDecoder().decode(Batch.self, from: Data(json.utf8))
    let written = Data(try batch.encoded())
    #expect(try JSONDecoder().decode(Batch.self, from: written) == batch)
    let list = ListBatchesResponse(data: [batch, batch], hasMore: false)
    let read = try JSONDecoder().decode(
      ListBatchesResponse.self, from: Data(try list.encoded()))
    #expect(read == list)
  }

  private struct Numbers: JSONCodable, Equatable {
    var int8 = Int8.min
    var int16 = Int16.min
    var int32 = Int32.min
    var int64 = Int64.min
    var int128 = Int128.min
    var uint = UInt.max
    var uint8 = UInt8.max
    var uint16 = UInt16.max
    var uint32 = UInt32.max
    var uint64 = UInt64.max
    var uint128 = UInt128.max
    var float: Float = 0.1
    var double = 1e23
    var list: [UInt64] = [0, .max]
    var table: [String: Float] = ["a": -2]
  }

  @Test func allNumbersAreWrittenAndRead() throws {
    let json =
      #"{"int8":-128,"int16":-32768,"int32":-2147483648,"int64":-9223372036854775808,"#
      + #""int128":-170141183460469231731687303715884105728,"uint":18446744073709551615,"#
      + #""uint8":255,"uint16":65535,"uint32":4294967295,"uint64":18446744073709551615,"#
      + #""uint128":340282366920938463463374607431768211455,"float":0.1,"double":1e+23,"#
      + #""list":[0,18446744073709551615],"table":{"a":-2}}"#
    #expect(try text(Numbers()) == json)
    #expect(try Numbers(json: json.utf8) == Numbers())
  }

  private struct One<Value: Codable & Sendable>: JSONCodable { var n: Value }

  @Test func numbersThatDoNotFit() throws {
    #expect(try One<Int>(json: #"{"n":2.0}"#.utf8).n == 2)
    #expect(try One<Double>(json: #"{"n":12345678901234567890}"#.utf8).n == 12345678901234567168)
    #expect(throws: DecodingError.self) { try One<Int>(json: #"{"n":2.5}"#.utf8) }
    #expect(throws: DecodingError.self) { try One<UInt8>(json: #"{"n":256}"#.utf8) }
    #expect(throws: DecodingError.self) { try One<UInt64>(json: #"{"n":-1}"#.utf8) }
    #expect(throws: DecodingError.self) { try One<Float>(json: #"{"n":1e39}"#.utf8) }
    #expect(throws: DecodingError.self) { try One<Double>(json: #"{"n":1e400}"#.utf8) }
    #expect(throws: DecodingError.self) { try One<Int32>(json: #"{"n":"1"}"#.utf8) }
    #expect(throws: EncodingError.self) { try One<Float>(n: .infinity).encoded() }
    #expect(throws: EncodingError.self) { try One<Double>(n: .nan).encoded() }
  }

  /// Containers within each other that end before others begin, as types write them by hand.
  private struct Nested: JSONCodable {
    enum Key: String, CodingKey { case a, b, c, d }
    struct Nothing: Codable {}
    init() {}
    init(from decoder: any Decoder) throws {}

    func encode(to encoder: any Encoder) throws {
      var members = encoder.container(keyedBy: Key.self)
      var inner = members.nestedContainer(keyedBy: Key.self, forKey: .a)
      try inner.encode(1, forKey: .b)
      var list = inner.nestedUnkeyedContainer(forKey: .c)
      try list.encode("x")
      _ = list.nestedUnkeyedContainer()
      try list.encodeNil()
      try members.encode(2, forKey: .b)
      try members.encode(Nothing(), forKey: .c)
      try [3].encode(to: members.superEncoder(forKey: .d))
    }
  }

  @Test func nestedContainers() throws {
    #expect(try text(Nested()) == #"{"a":{"b":1,"c":["x",[],null]},"b":2,"c":{},"d":[3]}"#)
  }

  @Test func numbersAreFinite() {
    let request = BatchRequestInput(customID: "a", body: ["n": .double(.infinity)])
    #expect(throws: EncodingError.self) { try request.encoded() }
  }
}

/// Bytes as types of the model.
@Suite struct JSONReadingTests {
  private func expectSame(
    _ type: (some JSONCodable & Equatable).Type, _ json: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let value = try type.init(json: Array(json.utf8))
    #expect(
      String(decoding: try value.encoded(), as: UTF8.self) == json, sourceLocation: sourceLocation)
    #expect(try type.init(json: try value.encoded()) == value, sourceLocation: sourceLocation)
  }

  /// Numbers keep their texts, members that no type names keep their values.
  @Test func nothingIsLost() throws {
    try expectSame(
      BatchRequestInput.self,
      #"{"custom_id":"a","method":"POST","url":"/v1/responses","body":{"n":[0.70,1.0,-0,1e400,"#
        + #"12345678901234567890,123456789012345678901,0.1,-5,1E2],"s":"é\"\n"},"#
        + #""x":[true,false],"more":{"a":null}}"#)
    try expectSame(
      BatchRequestOutput.self,
      #"{"id":"r","custom_id":"a","response":{"status_code":200,"request_id":"q","#
        + #""body":{"usage":{"total_tokens":7}},"extra":1.50,"b":1},"error":null,"zz":0,"y":1e0}"#)
    try expectSame(JSONValue.self, #"[{"a":{},"b":[]},"x",null]"#)
  }

  @Test func twinsAndBlanks() throws {
    let value = try JSONValue(json: Array(" {\"a\":1, \"a\":2}\n".utf8))
    #expect(value == ["a": 2])
    #expect(try JSONValue(json: Array("7".utf8)[...].lazy.map { $0 }) == 7)
  }

  @Test func lists() throws {
    let json =
      #"{"object":"list","data":[{"id":"b","object":"batch","endpoint":"/v1/responses","#
      + #""input_file_id":"f","completion_window":"24h","status":"failed","created_at":1,"#
      + #""errors":{"object":"list","data":[{"code":"c","message":"m","param":null,"line":2}]}}],"#
      + #""first_id":"b","last_id":"b","has_more":true}"#
    let list = try ListBatchesResponse(json: Array(json.utf8))
    #expect(list.hasMore && list.data.count == 1 && list.data[0].errors?.data?[0].line == 2)
    let foundation = try JSONDecoder().decode(ListBatchesResponse.self, from: Data(json.utf8))
    #expect(list == foundation)
  }

  @Test(arguments: [
    ("", "not valid JSON"), ("{", "not valid JSON"), ("[]", "found an array"),
    (#"{"custom_id":1}"#, "found the number 1"), (#"{"custom_id":"a"}"#, "there is no such member"),
    (#"{"custom_id":"a","method":"POST","url":[1]}"#, "found an array"),
  ])
  func mistakes(json: String, message: String) {
    let error = #expect(throws: DecodingError.self) {
      _ = try BatchRequestInput(json: Array(json.utf8))
    }
    #expect(error.map { "\($0)" }?.contains(message) == true, "\(error.map { "\($0)" } ?? "")")
  }

  @Test func membersAreReadAndSet() throws {
    var value: JSONValue = ["model": "m", "list": [1, 2.5, .number("0.70")]]
    #expect(value["model"]?.stringValue == "m" && value["list"]?[1]?.doubleValue == 2.5)
    #expect(value["list"]?[0]?.intValue == 1 && value["list"]?[2]?.doubleValue == 0.7)
    #expect(value["list"]?[3] == nil && value["no"] == nil && value[0] == nil)
    value["model"] = nil
    value["stop"] = .null
    #expect(value.objectValue?.keys.sorted() == ["list", "stop"])
    #expect(JSONValue.bool(true).boolValue == true && JSONValue.null.boolValue == nil)
    #expect(JSONValue.uint(.max).intValue == nil && JSONValue.array([]).arrayValue == [])
  }

  /// From several threads at a time.
  @Test func threadsShareTheMemory() async throws {
    try await withThrowingTaskGroup { group in
      for task in 0..<8 {
        group.addTask {
          for number in 0..<500 {
            let json = #"{"custom_id":"\#(task)-\#(number)","method":"POST","url":"/u","body":{}}"#
            let request = try BatchRequestInput(json: Array(json.utf8))
            #expect(request.customID == "\(task)-\(number)")
          }
        }
      }
      try await group.waitForAll()
    }
  }
}
