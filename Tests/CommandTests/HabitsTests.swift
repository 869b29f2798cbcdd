import Testing

/// Hints for what people write out of habit from other languages.
struct HabitsTests {
  let tool: Tool

  init() throws {
    tool = try Tool()
    try tool.write(Tool.requests(1), to: "in.jsonl")
  }

  @Test(arguments: [
    ("body.model != 'x'", "'not equal' is ~= in Lua"), ("!body.x", "'!x' is 'not x' in Lua"),
    ("body.x && body.y", "'&&' is and in Lua"), ("body.x || body.y", "'||' is or in Lua"),
    ("body.x ? 1 : 2", "'a ? b : c' is a and b or c in Lua"),
    ("body.x += 1", "Lua has no +=; write x = x + 1"),
    ("body.n++", "Lua has no ++; write x = x + 1"),
    ("if body.x = 1 then end", "'==' compares"), ("// a comment", "comments begin with --"),
    ("body.messages[0].role == 'user'", "arrays begin with 1"),
    ("local t = {{}} body.x = t[0].y", "arrays begin with 1"),
  ])
  func hints(code: String, hint: String) throws {
    let result = try tool.run("-e", code, "in.jsonl")
    #expect(result.code == 3 || result.code == 4)
    let first = result.error.split(separator: "\n")[0]
    #expect(first.hasSuffix("; \(hint)"), "\(result.error)")
  }

  @Test func recordsWithoutABody() throws {
    try tool.write(#"{"custom_id":"a","response":null,"error":{"code":"c"}}"#, to: "o.jsonl")
    let hint =
      "; this record has no body, as results that failed have none: 'body and ...' passes over them"
    for code in ["body.model == 'x'", "local f = function() return body.model end return f()"] {
      let result = try tool.run("-e", code, "o.jsonl")
      #expect(result.code == 4)
      #expect(result.error.split(separator: "\n")[0].hasSuffix(hint), "\(result.error)")
    }
    let other = try tool.run("-e", "local x = req.response.body.model", "o.jsonl")
    #expect(other.code == 4 && !other.error.contains("passes over"), "\(other.error)")
    #expect(try tool.run("-e", "body and body.model == 'x'", "o.jsonl").code == 0)
  }

  @Test(arguments: ["body.x = = 1 -- a != b", "body.x = 'a != b' )", "body.messages[3].role = 1"])
  func noHints(code: String) throws {
    let result = try tool.run("-e", code, "in.jsonl")
    #expect(result.code == 3 || result.code == 4)
    #expect(!result.error.contains("~="), "\(result.error)")
    #expect(!result.error.contains("begin with"))
  }
}
