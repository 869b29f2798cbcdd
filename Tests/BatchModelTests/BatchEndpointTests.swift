import Foundation
import Testing

@testable import BatchModel

/// The text of a source file, by its path below the package.
func source(_ path: String) throws -> String {
  let package = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  return try String(contentsOf: package.appending(path: path), encoding: .utf8)
}

@Suite struct BatchEndpointTests {
  @Test func knownValuesInDocumentedOrder() {
    #expect(
      BatchEndpoint.values.map(\.rawValue) == [
        "/v1/responses", "/v1/chat/completions", "/v1/embeddings", "/v1/completions",
        "/v1/moderations", "/v1/images/generations", "/v1/images/edits", "/v1/videos",
      ])
  }

  @Test func namesOfTheKnownValues() {
    #expect(BatchEndpoint.responses.rawValue == "/v1/responses")
    #expect(BatchEndpoint.chatCompletions.rawValue == "/v1/chat/completions")
    #expect(BatchEndpoint.embeddings.rawValue == "/v1/embeddings")
    #expect(BatchEndpoint.completions.rawValue == "/v1/completions")
    #expect(BatchEndpoint.moderations.rawValue == "/v1/moderations")
    #expect(BatchEndpoint.imagesGenerations.rawValue == "/v1/images/generations")
    #expect(BatchEndpoint.imagesEdits.rawValue == "/v1/images/edits")
    #expect(BatchEndpoint.videos.rawValue == "/v1/videos")
  }

  @Test func eachDeclarationIsListed() throws {
    let file = "Sources/BatchModel/Types/Lines/BatchEndpoint.swift"
    let declared = try source(file).matches(of: /static let \w+ = Self\(rawValue: "([^"]+)"\)/)
    #expect(declared.map { String($0.output.1) } == BatchEndpoint.values.map(\.rawValue))
  }

  /// A body without members lacks something, whatever the endpoint.
  @Test func eachBodyHasRules() {
    for endpoint in BatchEndpoint.values {
      let rules = Array(endpoint.rawValue.utf8).withUnsafeBufferPointer { BodyRules.of(url: $0) }
      #expect(rules.missing(0) != 0, "\(endpoint.rawValue)")
    }
  }

  @Test func defaultIsChatCompletions() {
    #expect(BatchEndpoint.default == .chatCompletions)
  }

  @Test(arguments: ["/v1/embeddings", "/chat/completions", "/v1/score", "", "not a path é"])
  func anyStringIsCarried(path: String) throws {
    let endpoint = try decode(BatchEndpoint.self, .string(path))
    #expect(endpoint.rawValue == path)
    #expect(try encode(endpoint) == .string(path))
  }

  @Test(arguments: ["null", "1", "{}"]) func nothingButAString(json: String) {
    #expect(throws: DecodingError.self) { try decode(BatchEndpoint.self, json) }
  }
}
