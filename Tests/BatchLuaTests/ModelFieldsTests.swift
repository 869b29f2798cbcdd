import BatchModel
import Foundation
import Testing

@testable import BatchLua

/// The declarations that scripts see have all that the Swift types have, and nothing else.
@Suite struct ModelFieldsTests {
  /// A value of each type from JSON that has all members.
  private static func value<Value: Decodable>(_ type: Value.Type, _ json: String) throws -> Any {
    try JSONDecoder().decode(type, from: Data(json.utf8))
  }

  private static func values() throws -> [(name: String, value: Any)] {
    let batch = """
      {"id":"b","object":"batch","endpoint":"/v1/x","input_file_id":"f","completion_window":"24h",
      "status":"failed","created_at":1}
      """
    return [
      ("Batch", try value(Batch.self, batch)),
      ("BatchErrors", try value(BatchErrors.self, #"{"object":"list","data":[]}"#)),
      ("BatchError", try value(BatchError.self, #"{"code":"c","message":"m"}"#)),
      (
        "BatchRequestCounts",
        try value(BatchRequestCounts.self, #"{"total":1,"completed":1,"failed":0}"#)
      ),
      (
        "ListBatchesResponse",
        try value(ListBatchesResponse.self, #"{"object":"list","data":[],"has_more":false}"#)
      ),
      (
        "BatchRequest",
        try value(
          BatchRequest.self,
          #"{"input_file_id":"f","endpoint":"/v1/x","completion_window":"24h"}"#)
      ),
      (
        "BatchRequestInput",
        try value(
          BatchRequestInput.self, #"{"custom_id":"a","method":"POST","url":"/v1/x","body":{}}"#)
      ),
      (
        "BatchRequestOutput", try value(BatchRequestOutput.self, #"{"id":"i","custom_id":"a"}"#)
      ),
      (
        "BatchRequestOutputResponse",
        try value(BatchRequestOutputResponse.self, #"{"status_code":200}"#)
      ),
      (
        "BatchRequestOutputError",
        try value(BatchRequestOutputError.self, #"{"code":"c","message":"m"}"#)
      ),
    ]
  }

  /// "inputFileID" is `input_file_id`.
  private static func wireName(_ property: String) -> String {
    var name = ""
    var wasLower = false
    for character in property {
      if character.isUppercase && wasLower { name += "_" }
      wasLower = character.isLowercase
      name += character.lowercased()
    }
    return name
  }

  @Test func noFieldIsMissing() throws {
    let values = try Self.values()
    #expect(Set(values.map(\.name)) == Set(ModelType.all.map(\.name)))
    for (name, value) in values {
      let properties = Mirror(reflecting: value).children.compactMap(\.label)
      let fields = properties.filter { $0 != "additionalFields" && $0 != "isBare" }
      let model = try #require(ModelType.all.first { $0.name == name })
      #expect(Set(fields.map(Self.wireName)) == Set(model.fields.map(\.name)), "\(name)")
    }
  }

  /// Types that only Swift programs have.
  private static let onlySwift: Set<String> = [
    "BatchOutputExpiresAfter", "BatchUsage", "BatchUsageInputTokensDetails",
    "BatchUsageOutputTokensDetails",
  ]

  /// A type of the batch format that Swift has is one that scripts have.
  @Test func scriptsHaveEachType() throws {
    let package = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let root = package.appending(path: "Sources/BatchModel/Types").path(percentEncoded: false)
    let files = try #require(FileManager.default.enumerator(atPath: root))
      .compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }
    let texts = try files.map { try String(contentsOfFile: root + "/" + $0, encoding: .utf8) }
    let types = Set(
      texts.flatMap { $0.matches(of: /\npublic struct (\w+):[^{]*Codable/) }
        .map { String($0.output.1) })
    #expect(types.isSuperset(of: Self.onlySwift))
    let scripts = ModelType.all.map(\.name) + NamedStrings.all.map(\.name)
    #expect(types.subtracting(Self.onlySwift) == Set(scripts))
  }

  @Test func namedStringsAreThoseOfTheModel() {
    let values = Dictionary(
      uniqueKeysWithValues: NamedStrings.all.map { ($0.name, $0.values.map(\.value)) })
    #expect(values["BatchEndpoint"] == BatchEndpoint.values.map(\.rawValue))
    #expect(values["BatchStatus"] == BatchStatus.values.map(\.rawValue))
    #expect(values["BatchCompletionWindow"] == BatchCompletionWindow.values.map(\.rawValue))
    #expect(
      values["BatchRequestInputMethod"] == BatchRequestInputMethod.values.map(\.rawValue))
    for set in NamedStrings.all { #expect(Set(set.values.map(\.name)).count == set.values.count) }
  }
}
