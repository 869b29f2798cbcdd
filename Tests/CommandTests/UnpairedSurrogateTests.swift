import Testing

/// Halves of surrogate pairs in lines: they pass with a warning, and can be cleaned.
struct UnpairedSurrogateTests {
  let tool: Tool

  init() throws {
    tool = try Tool()
    let texts = ["fine", "\\ud83d end", "a \\ud83d\\ude00", "\\udead"]
    let lines = texts.enumerated().map { number, text in
      #"{"custom_id":"s\#(number)","method":"POST","url":"/v1/chat/completions","body":{"model":"m","#
        + #""messages":[{"role":"user","content":"\#(text)"}]}}"#
    }
    try tool.write(lines.map { $0 + "\n" }.joined(), to: "in.jsonl")
  }

  private func run(_ options: String...) throws -> Tool.Result {
    try tool.run(command: ["run"] + options + ["in.jsonl", "-o", "out.jsonl"])
  }

  @Test(arguments: ["1", "2"])
  func areCountedInAWarning(jobs: String) throws {
    try tool.write("stateless = true function transform() end", to: "s.lua")
    let result = try run("--jobs", jobs, "s.lua")
    #expect(result.code == 0)
    #expect(result.error.contains("warning: 2 lines have half of a surrogate pair"))
    #expect(result.error.contains("(unpaired_surrogate), first at line 2"))
    #expect(try tool.read("out.jsonl") == tool.read("in.jsonl"))
  }

  @Test func areAnErrorUnderStrict() throws {
    let result = try run("--strict", "-e", "true")
    #expect(result.code != 0)
    #expect(result.error.contains("half of a surrogate pair"))
  }

  @Test(arguments: ["", "--strict"])
  func assigningTheTextCleansIt(option: String) throws {
    try tool.write(
      """
      local function clean(value)
        if type(value) ~= "table" then return value end
        for key, member in pairs(value) do value[key] = clean(member) end
        return value
      end
      function transform(req) clean(req.body) end
      """, to: "clean.lua")
    let result = try run(option.isEmpty ? "-q" : option, "clean.lua")
    #expect(result.code == 0)
    #expect(!result.error.contains("surrogate"))
    let expected = try tool.read("in.jsonl")
      .replacing("\\ud83d end", with: "\u{FFFD} end").replacing("\\udead", with: "\u{FFFD}")
    #expect(try tool.read("out.jsonl") == expected)
  }

  /// Also in what was moved to another record, or decoded.
  @Test func areFoundWhereverTheyCameFrom() throws {
    let result = try run(
      "-e",
      #"""
      if req.index == 1 then req.body.x = json.decode('{"a":"\\udead"}') end
      if req.index > 1 then req.body.messages = "none" end
      """#)
    #expect(result.error.contains("half of a surrogate pair"))
  }

  @Test func areAProblemOfTheRecord() throws {
    let result = try run(
      "-e",
      """
      for _, problem in ipairs(req:validate()) do
        print(req.index, problem.code, problem.param)
      end
      """)
    #expect(
      result.error.contains(
        "2\tunpaired_surrogate\tbody.messages[1].content\n"
          + "4\tunpaired_surrogate\tbody.messages[1].content\n"))
  }
}
