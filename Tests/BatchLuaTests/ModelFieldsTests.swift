import BatchModel
import Foundation
import Testing

@testable import BatchLua

/// The Swift types and the declarations that scripts see are one model: what differs is listed here
/// with its reason, and nothing else does.
@Suite struct ModelFieldsTests {
  private static var types: [any Codable.Type] {
    [
      BatchRequest.self, Batch.self, BatchErrors.self, BatchError.self, BatchRequestCounts.self,
      ListBatchesResponse.self, BatchRequestInput.self, BatchRequestOutputResponse.self,
      BatchRequestOutputError.self, BatchRequestOutput.self,
    ]
  }

  /// Types that scripts do not have: they read such a value as a JSON object, as they read a body,
  /// so that what services add to it needs no release.
  private static let onlySwift: Set = [
    "BatchUsage", "BatchUsageInputTokensDetails", "BatchUsageOutputTokensDetails",
    "BatchOutputExpiresAfter",
  ]

  /// A new value of a script shows with null which member is still to be assigned; Swift leaves it
  /// out, for real files do.
  private static let notYetAssigned = "real files leave it out, new values of scripts show it"

  private static let differences = [
    "Batch.completion_window: kind":
      "a plain string in Swift, as in async-openai; scripts have names for known values",
    "BatchRequestInput.body: kind":
      "Swift reads any value, as async-openai; scripts assign what services take, an object",
    "BatchRequestOutputResponse.status_code: optionality":
      "old vLLM wrote the body itself in place of the response; that it is missing is for "
      + "validate to say",
    "BatchRequestOutputError.message: optionality":
      "Swift tells by it an error from other objects; scripts read what is there",
    "BatchErrors.data: null": notYetAssigned,
    "BatchError.code: null": notYetAssigned,
    "BatchError.message: null": notYetAssigned,
    "BatchRequestOutputResponse.status_code: null": notYetAssigned,
    "BatchRequestOutputResponse.body: null": notYetAssigned,
    "BatchRequestOutputError.code: null": notYetAssigned,
  ]

  private static var pairs: [(model: ModelType, type: any Codable.Type)] {
    ModelType.all.compactMap { model in
      types.first { "\($0)" == model.name }.map { (model, $0) }
    }
  }

  @Test func membersAreThoseOfTheFieldsInTheirOrder() throws {
    for (model, type) in Self.pairs {
      let facts = try CodableFacts(of: type)
      let names = model.fields.map(\.name)
      #expect(facts.members.map(\.name) == names, "\(type) is read")
      #expect(facts.written == names, "\(type) is written")
      let properties = facts.properties.filter { $0 != "additionalFields" && $0 != "isBare" }
      #expect(properties.map(Self.memberName) == names, "\(type) has properties")
    }
  }

  @Test func kindsOptionalityAndNullsAgree() throws {
    var found: Set<String> = []
    for (model, type) in Self.pairs {
      let facts = try CodableFacts(of: type)
      for (field, member) in zip(model.fields, facts.members) {
        let name = "\(type).\(field.name)"
        if !field.kind.swiftNames(Self.onlySwift).contains("\(member.type)") {
          found.insert("\(name): kind")
        }
        if member.isOptional != field.kind.mayBeMissing { found.insert("\(name): optionality") }
        // What has a default is there in a new value.
        guard member.isOptional, field.initial ?? "null" == "null" else { continue }
        if (field.initial == nil) == facts.nulls.contains(field.name) {
          found.insert("\(name): null")
        }
      }
    }
    let known = Set(Self.differences.keys)
    #expect(found.subtracting(known).isEmpty, "these differ")
    #expect(known.subtracting(found).isEmpty, "these are the same by now")
  }

  /// What a new value of a script has is what the Swift type reads, and where its `init` has a
  /// default, that default.
  @Test func initialValuesAreGoodInSwift() throws {
    func decodes<Value: Decodable>(_ type: Value.Type, _ text: String) -> Bool {
      (try? JSONDecoder().decode(type, from: Data(text.utf8))) != nil
    }
    for (model, type) in Self.pairs {
      for (field, member) in zip(model.fields, try CodableFacts(of: type).members) {
        if case .constant(let text) = field.kind { #expect(field.initial == "\"\(text)\"") }
        guard let initial = field.initial, initial != "null" else { continue }
        let isGood = decodes(member.type, initial)
        #expect(isGood, "\(type).\(field.name)")
      }
    }
  }

  @Test(
    arguments: [
      (BatchRequest(inputFileID: "f"), ["endpoint", "completion_window"]),
      (BatchErrors(data: nil), ["object"]),
      (ListBatchesResponse(data: []), ["object", "has_more"]),
      (BatchRequestInput(customID: "a", body: nil), ["method"]),
      (
        Batch(
          id: "b", endpoint: "/", inputFileID: "f", completionWindow: "24h", status: .failed,
          createdAt: 1), ["object"]
      ),
    ] as [(any Codable & Sendable, [String])])
  func defaultsAreTheSame(value: any Codable & Sendable, names: [String]) throws {
    func members(_ value: some Encodable) throws -> [String: JSONValue] {
      try JSONDecoder().decode([String: JSONValue].self, from: JSONEncoder().encode(value))
    }
    let written = try members(value)
    let model = try #require(ModelType.all.first { $0.name == "\(type(of: value))" })
    for name in names {
      let initial = try #require(model.fields.first { $0.name == name }?.initial)
      #expect(
        try written[name] == JSONDecoder().decode(JSONValue.self, from: Data(initial.utf8)),
        "\(name)")
    }
  }

  @Test func objectTypesAreDeclaredOnce() {
    for type in ObjectType.allCases {
      #expect(
        type.model == nil || type.model?.type == type, "\(type) has the declaration of another")
      #expect(type.isJSON == (type.model == nil), "\(type)")
      #expect(type.model?.example.contains("batch.") ?? true, "\(type)")
    }
    #expect(Set(ModelType.all.map(\.name)).count == ModelType.all.count)
  }

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
    #expect(Self.types.map { "\($0)" } == ModelType.all.map(\.name))
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
    for field in ModelType.all.flatMap(\.fields) {
      if case .named(let set) = field.kind { #expect(values[set.name] != nil, "\(field.name)") }
    }
  }

  /// "inputFileID" is `input_file_id`.
  private static func memberName(_ property: String) -> String {
    var name = ""
    var wasLower = false
    for character in property {
      if character.isUppercase && wasLower { name += "_" }
      wasLower = character.isLowercase
      name += character.lowercased()
    }
    return name
  }
}

extension FieldKind {
  /// The Swift types that agree with the kind.
  fileprivate func swiftNames(_ onlySwift: Set<String>) -> [String] {
    switch self {
    case .string: ["String"]
    case .integer: ["Int"]
    case .boolean: ["Bool"]
    case .object: ["Dictionary<String, JSONValue>"] + onlySwift
    case .json: ["JSONValue"]
    case .named(let set): [set.name]
    case .constant(let text):
      ["String"] + NamedStrings.all.filter { $0.values.map(\.value) == [text] }.map(\.name)
    case .model(let type): [type.name]
    case .list(let type): ["Array<\(type.element!.name)>"]
    case .optional(let kind): kind.swiftNames(onlySwift)
    }
  }

  /// Whether `validate` takes a value without it.
  fileprivate var mayBeMissing: Bool { if case .json = self { true } else { isOptional } }
}
