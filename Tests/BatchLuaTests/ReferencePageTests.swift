import Foundation
import Testing

@testable import BatchLua
@testable import BatchLuaReference

/// Topics, and the page that they make.
struct ReferencePageTests {
  @Test func thePageIsUpToDate() throws {
    let package = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let page = package.appending(path: "Sources/BatchLua/BatchLua.docc/LuaReference.md")
    let isSame = try String(contentsOf: page, encoding: .utf8) == Reference.page
    #expect(isSame, "batchlua help --markdown > Sources/BatchLua/BatchLua.docc/LuaReference.md")
  }

  @Test func everyDeclarationHasATopic() {
    let names = Set(TopicGroup.all.flatMap(\.topics).map(\.name))
    let declared =
      FunctionTable.batchLua.all.map(\.name) + HostValue.all.map(\.name) + ModelType.all.map(\.name)
      + NamedStrings.all.map(\.name) + BodyType.all.map(\.name) + ScriptEntry.all.map(\.name)
      + HostObject.withMethods.map(\.name)
    for name in declared { #expect(names.contains(name), "\(name)") }
    #expect(names.count == TopicGroup.all.flatMap(\.topics).count, "two topics of one name")
  }

  @Test func everyTopicIsDocumentedAndHasAnExample() {
    for topic in TopicGroup.all.flatMap(\.topics) {
      #expect(!topic.documentation.isEmpty, "\(topic.name)")
      if topic.name.hasPrefix("openai.") { continue }
      #expect(topic.example?.isEmpty == false, "\(topic.name)")
    }
  }

  @Test(arguments: [
    ("json.decode", "json.decode("), ("json.decode()", "json.decode("), ("emit", "batch.emit("),
    ("BatchRequestInput", "batch.BatchRequestInput{"),
    ("batch.BatchRequestInput", "batch.BatchRequestInput{"),
    ("BatchRequestInput.body", "BatchRequestInput.body: openai.ChatCompletionRequest|"),
    ("batch.Batch.status", "Batch.status: batch.BatchStatus"),
    ("BatchRequestInput.raw", "record.raw: string?"),
    ("BatchRequestOutput:ok", "record:ok(): boolean"), ("record:copy", "record:copy(): self"),
    ("BatchStatus.completed", "BatchStatus.completed: \"completed\""),
    ("BatchEndpoint.values", "BatchEndpoint.values: string[]"),
    ("Batch.decode", "batch.Batch.decode(text: string): batch.Batch"),
    ("ChatMessage.role", "openai.ChatMessage.role: string"),
    ("transform", "transform(record)"), ("options", "options = {"), ("values", "JSON values"),
    ("array:map", "array:map("), ("args", "args: table<string, any>"),
  ])
  func topicsAreFound(name: String, beginning: String) throws {
    let text = try #require(Reference.help(name))
    #expect(text.hasPrefix(beginning), "\(text)")
  }

  @Test(arguments: [
    ("jsn.decode", "json.decode"), ("decode", "json.decode"),
    ("BatchRequestInptu", "BatchRequestInput"),
    ("custom_id", "BatchRequestInput.custom_id"), ("record:cpy", "record:copy"),
    ("value", "values"),
    ("role", "openai.ChatMessage.role"),
  ])
  func nearNamesAreSuggested(name: String, near: String) {
    #expect(Reference.help(name) == nil)
    #expect(Reference.near(name) == near)
  }

  @Test func farNamesAreNot() {
    #expect(Reference.help("no such thing at all") == nil)
    #expect(Reference.near("no such thing at all") == nil)
    #expect(Reference.help("") == nil)
  }
}
