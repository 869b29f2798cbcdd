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
      ([], "[]"), ([:], "{}"), (["b": [1, [:]], "a": .null], #"{"a":null,"b":[1,{}]}"#),
    ] as [(JSONValue, String)])
  func values(value: JSONValue, json: String) throws {
    #expect(try text(value) == json)
  }

  @Test func membersComeInTheOrderOfTheType() throws {
    let request = BatchRequestInput(
      customID: "a", url: .responses, body: nil, additionalFields: ["z": 1, "b": [2], "url": 3])
    #expect(
      try text(request) == #"{"custom_id":"a","method":"POST","url":"/v1/responses","b":[2],"z":1}"#
    )
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

  @Test func numbersAreFinite() {
    let request = BatchRequestInput(customID: "a", body: ["n": .double(.infinity)])
    #expect(throws: EncodingError.self) { try request.encoded() }
  }
}
