import Foundation
import Testing

/// Lines of other shapes than OpenAI's, and which profile is named for them.
struct ShapeTests {
  let tool: Tool

  init() throws { tool = try Tool() }

  /// A request and a result of each shape, with the profiles that take it, the first named where it
  /// is not taken.
  struct Lines {
    let profiles: [String]
    let request: String
    let result: String
    let swapped: String
  }

  static let lines = [
    Lines(
      profiles: ["openai"],
      request: #"{"custom_id":"a","method":"POST","url":"/v1/chat/completions","#
        + #""body":{"model":"m","messages":[]}}"#,
      result: #"{"id":"1","custom_id":"a","response":{"status_code":200,"body":{}},"error":null}"#,
      swapped: #"{"custom_id":"a","method":"POST","url":"/v1/chat/completions","#
        + #""body":{"model":"x","messages":[]}}"#),
    Lines(
      profiles: ["mistral", "together", "fireworks"],
      request: #"{"custom_id":"a","body":{"model":"m","messages":[]}}"#,
      result: #"{"id":"1","custom_id":"a","response":{"status_code":200,"body":{}},"error":null}"#,
      swapped: #"{"custom_id":"a","body":{"model":"x","messages":[]}}"#),
    Lines(
      profiles: ["anthropic"],
      request: #"{"custom_id":"a","params":{"model":"m","max_tokens":5,"messages":[]}}"#,
      result: #"{"custom_id":"a","result":{"type":"succeeded","message":{"content":[]}}}"#,
      swapped: #"{"custom_id":"a","params":{"model":"x","max_tokens":5,"messages":[]}}"#),
    Lines(
      profiles: ["gemini"], request: #"{"key":"a","request":{"contents":[]}}"#,
      result: #"{"key":"a","response":{"candidates":[]}}"#,
      swapped: #"{"key":"a","request":{"contents":[],"model":"x"}}"#),
    Lines(
      profiles: ["vertex"],
      request: #"{"request":{"contents":[],"labels":{"custom_id":"a"}}}"#,
      result: #"{"status":"","request":{"contents":[],"labels":{"custom_id":"a"}},"#
        + #""response":{"candidates":[]}}"#,
      swapped: #"{"request":{"contents":[],"labels":{"custom_id":"a"},"model":"x"}}"#),
    Lines(
      profiles: ["bedrock"], request: #"{"recordId":"a","modelInput":{"prompt":"p"}}"#,
      result: #"{"recordId":"a","modelInput":{"prompt":"p"},"modelOutput":{}}"#,
      swapped: #"{"recordId":"a","modelInput":{"prompt":"p","model":"x"}}"#),
  ]

  @Test(arguments: lines.indices)
  func oneScriptSwapsTheModelInEach(index: Int) throws {
    let lines = Self.lines[index]
    for profile in lines.profiles {
      let result = try tool.run(
        "--profile", profile, "--strict", "-e", "body.model = 'x'", "-", input: lines.request)
      #expect(result.output == lines.swapped + "\n", "\(profile) \(result.error)")
      let same = try tool.run("--profile", profile, "-e", "true", "-", input: lines.request)
      #expect(same.output == lines.request + "\n", "\(same.error)")
    }
  }

  @Test(arguments: lines.indices)
  func theProfileOfALineIsNamed(index: Int) throws {
    let own = Self.lines[index]
    for (other, lines) in Self.lines.enumerated() where other != index {
      for (kind, line) in [("request", lines.request), ("result", lines.result)] {
        if kind == "result" && line == own.result { continue }
        // Mistral's results are as OpenAI's.
        let name = line == Self.lines[0].result ? "openai" : lines.profiles[0]
        for profile in own.profiles {
          // When it is read: the script does not see it.
          let result = try tool.run(
            "--profile", profile, "-e", "error('seen')", "-", input: line)
          #expect(result.code == 4, "\(profile) \(line)")
          #expect(!result.error.contains("seen"), "\(profile) \(line) \(result.error)")
          #expect(
            result.error.contains("--profile \(name)"),
            "\(profile) \(line) \(result.error)")
          #expect(result.output == "")
        }
      }
    }
  }

  private static let similar = "error: the object is a record of another shape than the profile's; "

  /// A request that lacks members may be one of a similar shape, and the type tells which.
  @Test func requestsOfSimilarShapes() throws {
    let bare = Self.lines[1].request
    let refused = try tool.run("-e", "true", "-", input: bare)
    #expect(
      refused.error.hasPrefix(
        Self.similar + "--profile mistral or together or fireworks takes it; --type "
          + "BatchRequestInput has it mended by the script\n"), "\(refused.error)")
    let mended = try tool.run(
      "--type", "BatchRequestInput", "-e", "req.method = 'POST' req.url = '/v1/responses'", "-",
      input: bare)
    #expect(mended.output.hasSuffix(#","method":"POST","url":"/v1/responses"}"# + "\n"))
    for line in [#"{"custom_id":"a","url":"/v1/responses","body":{}}"#, #"{"body":{}}"#] {
      let result = try tool.run("-e", "print('seen') return false", "-", input: line)
      #expect(result.error == "seen\n", "\(result.error)")
    }
  }

  @Test func theirCode() throws {
    let result = try tool.run(
      "--on-error", "quarantine", "--rejects", "bad.jsonl", "-e", "true", "-",
      input: Self.lines[1].request)
    #expect(result.code == 1)
    #expect(try tool.read("bad.jsonl.errors.jsonl").hasPrefix(#"{"code":"other_profile","#))
  }

  /// Lines for audio have a method and a URL at Together; what goes to others is OpenAI's.
  @Test func urlsOfTogether() throws {
    let audio = Self.lines[0].request.replacing("chat/completions", with: "audio/transcriptions")
    let result = try tool.run("--profile", "together", "-e", "true", "-", input: audio)
    #expect(result.output == audio + "\n", "\(result.error)")
    let own = Self.lines[0].request.replacing("chat/completions", with: "nowhere")
    let unknown = try tool.run("--profile", "together", "-e", "true", "-", input: own)
    #expect(unknown.error.contains("(invalid_url)"), "\(unknown.error)")
    let chat = try tool.run(
      "--profile", "together", "-e", "true", "-", input: Self.lines[0].request)
    #expect(chat.error.hasPrefix(Self.similar + "--profile openai takes it;"), "\(chat.error)")
  }

  /// One of the two needs the other.
  @Test(arguments: [("url", "'/v1/audio/transcriptions'", "method"), ("method", "'POST'", "url")])
  func targetsOfTogetherAreWhole(set: String, value: String, missing: String) throws {
    let line = #"{"custom_id":"a","body":{"model":"m","messages":[]}}"#
    for code in ["req.\(set) = \(value)", "req.\(set) = \(value) error(req:validate()[1].code)"] {
      let result = try tool.run("--profile", "together", "-e", code, "-", input: line)
      #expect(result.code == 4 && result.output.isEmpty)
      #expect(result.error.contains("missing_required_parameter"), "\(result.error)")
    }
    let plain = try tool.run("--profile", "together", "-e", "true", "-", input: line)
    #expect(plain.code == 0 && plain.output == line + "\n")
  }

  @Test func readersRefuseThemToo() throws {
    try tool.write(Self.lines[1].request, to: "bare.jsonl")
    let code = "for r in batch.reader('bare.jsonl'TYPE) do print(r.custom_id) end return false"
    let result = try tool.run(
      "-e", code.replacing("TYPE", with: ""), "-", input: Self.lines[0].request)
    #expect(
      result.error.hasPrefix(
        "error: bare.jsonl:1: the line is a record of another shape than the profile's; --profile "
          + "mistral or together or fireworks takes it, { type = \"json\" } reads any JSON\n"),
      "\(result.error)")
    for type in ["json", "BatchRequestInput"] {
      let other = try tool.run(
        "-e", code.replacing("TYPE", with: ", { type = '\(type)' }"), "-",
        input: Self.lines[0].request)
      #expect(other.error == "a\n", "\(other.error)")
    }
  }

  @Test(arguments: lines.indices)
  func resultsAreTold(index: Int) throws {
    let lines = Self.lines[index]
    for profile in lines.profiles {
      let result = try tool.run(
        "--profile", profile, "-e", "print(batch.type(req), req.custom_id)", "-",
        input: lines.result + "\n" + lines.result)
      #expect(result.error == "BatchRequestOutput\ta\nBatchRequestOutput\ta\n")
      #expect(result.output == lines.result + "\n" + lines.result + "\n")
    }
  }

  @Test func answersInResults() throws {
    func answer(_ profile: String, _ line: String, _ code: String) throws -> String {
      let result = try tool.run("--profile", profile, "-e", "print(\(code))", "-", input: line)
      #expect(result.code == 0, "\(result.error)")
      return result.error
    }
    #expect(
      try answer("gemini", Self.lines[3].result, "#req.response.candidates, req.error")
        == "0\tnil\n")
    #expect(try answer("anthropic", Self.lines[2].result, "req.response.type") == "succeeded\n")
    #expect(try answer("bedrock", Self.lines[5].result, "req.response.x") == "nil\n")
    #expect(try answer("vertex", Self.lines[4].result, "req.error, req.response.x") == "nil\tnil\n")
    #expect(
      try answer("gemini", #"{"key":"a","error":{"code":400,"message":"m"}}"#, "req.error.message")
        == "m\n")
    #expect(
      try answer(
        "fireworks", #"{"custom_id":"a","response":{"choices":[1]}}"#,
        "req.response.choices[1]") == "1\n")
  }

  // MARK: Ids

  @Test(arguments: [
    ("mistral", #"{"custom_id":"","body":{}}"#, "custom_id"),
    ("mistral", #"{"custom_id":5,"body":{}}"#, "custom_id"),
    ("anthropic", #"{"custom_id":"a.b","params":{}}"#, "custom_id"),
    ("anthropic", #"{"custom_id":"é","params":{}}"#, "custom_id"),
    ("anthropic", #"{"custom_id":"LONG","params":{}}"#, "custom_id"),
    ("gemini", #"{"key":"","request":{}}"#, "key"),
    ("bedrock", #"{"recordId":null,"modelInput":{}}"#, "recordId"),
    ("vertex", #"{"request":{"labels":{"custom_id":"A"}}}"#, "request.labels.custom_id"),
    ("vertex", #"{"request":{"labels":{"litellm_custom_id":"a b"}}}"#, "request.labels.custom_id"),
    ("vertex", #"{"request":{}}"#, "request.labels.custom_id"),
  ])
  func badIDs(profile: String, line: String, param: String) throws {
    let line = line.replacing("LONG", with: String(repeating: "x", count: 65))
    let result = try tool.run(
      "--profile", profile, "--on-error", "quarantine", "--rejects", "bad.jsonl", "-e", "true", "-",
      input: line)
    #expect(result.code == 1, "\(result.error)")
    #expect(try tool.read("bad.jsonl") == line + "\n")
    #expect(try tool.read("bad.jsonl.errors.jsonl").contains("\"param\":\"\(param)\""))
  }

  @Test(arguments: lines.indices)
  func idsAreUnique(index: Int) throws {
    let lines = Self.lines[index]
    let result = try tool.run(
      "--profile", lines.profiles[0], "-e", "true", "-", input: lines.request + "\n" + lines.request
    )
    #expect(result.code == 4)
    #expect(result.error.contains("is a duplicate"), "\(result.error)")
    #expect(result.error.contains("custom_id \"a\""), "\(result.error)")
  }

  @Test func theLabelThatIsThereIsWritten() throws {
    let line = #"{"request":{"labels":{"litellm_custom_id":"a","team":"x"},"contents":[]}}"#
    let result = try tool.run(
      "--profile", "vertex", "-e", "req.custom_id = req.custom_id .. '2'", "-", input: line)
    #expect(result.output == line.replacing("\"a\"", with: "\"a2\"") + "\n", "\(result.error)")
    let none = try tool.run(
      "--profile", "vertex", "-e", "req.custom_id = 'b'", "-",
      input: #"{"request":{"labels":{"team":"x"},"contents":[]}}"#)
    #expect(
      none.output == #"{"request":{"labels":{"team":"x","custom_id":"b"},"contents":[]}}"# + "\n")
  }

  // MARK: Methods of the service's own

  @Test func audioLines() throws {
    let together =
      #"{"custom_id":"a1","method":"FILE","url":"/v1/audio/transcriptions","#
      + #""body":{"model":"w","file":"https://e.com/a.wav"}}"#
    let groq = together.replacing("FILE", with: "POST")
    for (profile, line) in [("together", together), ("groq", groq)] {
      let result = try tool.run(
        "--profile", profile, "--strict", "-e", "body.language = 'en'", "-", input: line)
      let written = line.replacing(#"a.wav"}"#, with: #"a.wav","language":"en"}"#)
      #expect(result.output == written + "\n", "\(result.error)")
    }
    #expect(try tool.run("--profile", "groq", "-e", "true", "-", input: together).code == 4)
  }

  // MARK: Limits

  @Test func limitsAreOfRequestsOnly() throws {
    let result = Self.lines[0].result
    let many = String(repeating: result + "\n", count: 50_001)
    try tool.write(many, to: "results.jsonl")
    let out = try tool.run("--strict", "-e", "true", "results.jsonl", "-o", "out.jsonl")
    #expect(out.code == 0, "\(out.error)")
    #expect(try tool.read("out.jsonl") == many)
    let rows = try tool.run(
      "--strict", "--type", "json", "-e", "req.n = 1", "results.jsonl", "-o", "rows.jsonl")
    #expect(rows.code == 0, "\(rows.error)")
  }

  @Test(arguments: ["1", "2"])
  func idsOfResultsMayComeTwice(jobs: String) throws {
    try tool.write(
      """
      stateless = true
      function transform(out) return out, out:copy() end
      """, to: "s.lua")
    let line = Self.lines[0].result + "\n"
    let result = try tool.run("--jobs", jobs, "s.lua", "-", input: line + line)
    #expect(result.output == line + line + line + line, "\(result.error)")
    try tool.write(
      """
      local w = batch.writer("w.jsonl")
      function transform(out) w:write(out, out) return false end
      """, to: "w.lua")
    #expect(try tool.run("w.lua", "-", input: line).code == 0)
    #expect(try tool.read("w.jsonl") == line + line)
  }
}
