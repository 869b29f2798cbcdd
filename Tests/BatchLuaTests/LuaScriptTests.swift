import BatchLua
import Foundation
import Testing

/// The scripts `Lua/test-*.lua`: each holds named checks of one topic, each of which gets a record
/// of its own. See `Lua/testing.lua`.
struct LuaScriptTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Lua")

  private static let scripts: [String] =
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?
    .filter { $0.hasPrefix("test-") && $0.hasSuffix(".lua") }.sorted() ?? []

  @Test func scriptsAreFound() {
    #expect(Self.scripts.count >= 6)
  }

  @Test(arguments: scripts)
  func script(name: String) throws {
    let scratch = try Scratch()
    let line = name.contains("Output") ? Self.result : Self.request
    // Enough lines for all checks, and for several chunks.
    let lines = (1...400).map { line.replacing("ID", with: "id-\($0)") }
    var options = RunOptions(
      script: .file(Path(Self.folder.appending(path: name).path)),
      inputs: [.file(try scratch.write(lines.joined(separator: "\n"), to: "in.jsonl"))])
    options.output = .file(scratch.place("out.jsonl"))
    options.definitions = [Definition("name", "value"), Definition("empty", "")]
    do {
      let summary = try Run(options).execute()
      #expect(summary.read == lines.count)
    } catch {
      Issue.record("\(error)")
    }
  }

  private static let request =
    #"{"custom_id":"ID","method":"POST","url":"/v1/chat/completions","body":{"model":"gpt-5","#
    + #""messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"}],"#
    + #""temperature":0.5,"max_tokens":100,"stop":null,"user":"u\u00e9\n","#
    + #""metadata":{"b":"2","a":"1"},"list":[1,2.50,"three",null,true,[],{}],"#
    + #""text":"\#(String(repeating: "x", count: 500))"},"extra":[1]}"#

  private static let result =
    #"{"id":"batch_req_1","custom_id":"ID","response":{"status_code":200,"request_id":"r1","#
    + #""body":{"choices":[{"message":{"content":"Hello"}}],"usage":{"total_tokens":7}}},"#
    + #""error":null,"extra":"x"}"#
}
