import BatchLua
import BatchModel
import Foundation
import Testing

/// A line of a profile's shape, and what there is to know of it: `ID` and `MODEL` stand in it.
struct ShapedLine: CustomTestStringConvertible {
  let profile: String
  let text: String
  let id: String
  let body: String
  var target = "none"

  var testDescription: String { profile }

  static let all = [
    ShapedLine(
      profile: "openai",
      text: #"{"custom_id":"ID","method":"POST","url":"/v1/chat/completions","#
        + #""body":{"model":"MODEL","messages":[]}}"#,
      id: "custom_id", body: "body", target: "required"),
    bare("mistral"), bare("fireworks"), bare("together", target: "optional"),
    ShapedLine(
      profile: "anthropic",
      text: #"{"custom_id":"ID","params":{"model":"MODEL","max_tokens":5,"messages":[]}}"#,
      id: "custom_id", body: "params"),
    ShapedLine(
      profile: "gemini", text: #"{"key":"ID","request":{"model":"MODEL","contents":[]}}"#,
      id: "key", body: "request"),
    ShapedLine(
      profile: "vertex",
      text: #"{"request":{"model":"MODEL","contents":[],"labels":{"custom_id":"ID"}}}"#,
      id: "request.labels.custom_id", body: "request"),
    ShapedLine(
      profile: "bedrock", text: #"{"recordId":"ID","modelInput":{"model":"MODEL"}}"#,
      id: "recordId", body: "modelInput"),
  ]

  private static func bare(_ profile: String, target: String = "none") -> ShapedLine {
    ShapedLine(
      profile: profile, text: #"{"custom_id":"ID","body":{"model":"MODEL","messages":[]}}"#,
      id: "custom_id", body: "body", target: target)
  }
}

/// `Lua/shapes.lua` under each profile with a shape of its own.
struct ShapeScriptTests {
  @Test(arguments: ShapedLine.all)
  func script(line: ShapedLine) throws {
    let scratch = try Scratch()
    let lines = (1...100).map {
      line.text.replacing("ID", with: "id-\($0)").replacing("MODEL", with: "m")
    }
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Lua/shapes.lua").path
    var options = RunOptions(
      script: .file(Path(script)),
      inputs: [.file(try scratch.write(lines.joined(separator: "\n"), to: "in.jsonl"))])
    options.output = .file(scratch.path("out.jsonl"))
    options.profile = line.profile
    options.definitions = [
      Definition("text", line.text), Definition("id", line.id), Definition("body", line.body),
      Definition("target", line.target),
    ]
    #expect(throws: Never.self) { try Run(options).execute() }
  }

  @Test func allShapesAreThere() {
    let shapes = Set(ShapedLine.all.compactMap { Profile.named($0.profile)?.shape })
    #expect(shapes == Set(Profile.all.map(\.shape)))
  }
}
