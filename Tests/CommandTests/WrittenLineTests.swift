import Foundation
import Glibc
import Testing

/// What is checked of written lines: each with the service's code, and the file as a whole.
struct WrittenLineTests {
  let tool: Tool

  init() throws { tool = try Tool() }

  /// The code that ends up beside the rejects for the one bad record.
  private func code(
    _ script: String, _ arguments: [String] = [], input: String = Tool.requests(1)
  ) throws -> (code: String?, param: String?) {
    let result = try tool.run(
      command: ["run", "--on-error", "quarantine", "--rejects", "bad.jsonl"] + arguments + [
        "-e", script, "-",
      ], input: input)
    #expect(result.output == "", "\(result.output)")
    let object = try JSONSerialization.jsonObject(
      with: Data(try tool.read("bad.jsonl.errors.jsonl").utf8.prefix { $0 != 0x0A }))
    let members = try #require(object as? [String: Any])
    return (members["code"] as? String, members["param"] as? String)
  }

  @Test(arguments: [
    ("req.json.custom_id = nil", "missing_required_parameter", "custom_id"),
    ("req.json.custom_id = json.null", "missing_required_parameter", "custom_id"),
    ("req.json.custom_id = 5", "invalid_type", "custom_id"),
    ("req.custom_id = ''", "invalid_type", "custom_id"),
    ("req.json.method = nil", "missing_required_parameter", "method"),
    ("req.json.method = 'GET'", "invalid_method", "method"),
    ("req.json.method = 'post'", "invalid_method", "method"),
    ("req.json.method = {}", "invalid_type", "method"),
    ("req.json.url = nil", "missing_required_parameter", "url"),
    ("req.url = '/v1/nothing'", "invalid_url", "url"),
    ("req.json.url = 5", "invalid_type", "url"),
    ("req.body = nil", "missing_required_parameter", "body"),
    ("req.json.body = json.null", "missing_required_parameter", "body"),
    ("req.json.body = 'x'", "invalid_type", "body"),
    ("req.json.body = json.array {}", "invalid_type", "body"),
    ("req.json.body = json.decode('[1]')", "invalid_type", "body"),
    ("body.x = { print }", "invalid_type", "body.x[1]"),
  ])
  func codes(script: String, code name: String, param: String) throws {
    let found = try code("do \(script) end")
    #expect(found.code == name)
    #expect(found.param == param)
  }

  /// Counted in the end, an error when that is asked for; nothing is said where writing left one.
  @Test func repeatedMembers() throws {
    let twice = Tool.request("b").replacing("\"model\":", with: "\"model\":\"x\",\"model\":")
    let input = [
      Tool.request("a"), twice, Tool.request("c"), twice.replacing("\"b\"", with: "\"d\""),
    ]
    .map { $0 + "\n" }.joined()
    let warning =
      "2 requests have 'model' more than once in the body, of which scripts see the last "
      + "(duplicate_key), first at line 2"
    let result = try tool.run("-e", "true", "-", input: input)
    #expect(result.code == 0 && result.output == input)
    #expect(result.error == "warning: \(warning)\n")
    let strict = try tool.run("--strict", "-e", "true", "-", "-o", "new.jsonl", input: input)
    #expect(strict.code == 4 && !tool.has("new.jsonl"))
    #expect(strict.error.hasPrefix("error: \(warning)\n"), "\(strict.error)")
    let one = try tool.run("-e", "body.model = 'm'", "-", input: input)
    #expect(one.error == "" && !one.output.contains("\"x\""), "\(one.error)")
  }

  @Test func emptyURLOnTheFirstLine() throws {
    let result = try tool.run("-e", "req.url = ''", "-", input: Tool.requests(1))
    #expect(result.code == 4)
  }

  @Test func duplicates() throws {
    let result = try tool.run(
      "--on-error", "skip", "-e", "req.custom_id = 'same'", "-", input: Tool.requests(3))
    #expect(result.output == Tool.request("same") + "\n")
    #expect(result.error.contains("The custom_id 'same' for this request is a duplicate"))
    let spelled = Tool.request("a") + "\n" + Tool.request("\\u0061") + "\n"
    #expect(try tool.run("-e", "true", "-", input: spelled).code == 4)
    let twice = try tool.run("-e", "return req, req", "-", input: Tool.requests(1))
    #expect(twice.code == 4)
  }

  @Test func duplicatesOverInputsAndChunks() throws {
    try tool.write(Tool.requests(3000), to: "a.jsonl")
    try tool.write(Tool.requests(10, from: 2991), to: "b.jsonl")
    let result = try tool.run("--on-error", "skip", "-e", "true", "a.jsonl", "b.jsonl")
    #expect(result.output == Tool.requests(3000))
  }

  @Test(arguments: [
    ["-e", "true"], ["-e", "return req:copy()"], ["-e", "batch.emit(req)"],
    ["--jobs", "2", "s.lua"],
    ["-e", "w = w or batch.writer('w.jsonl') w:write(req) return false"],
  ])
  func theFirstUseOfAnIDIsNamed(arguments: [String]) throws {
    try tool.write("stateless = true function transform(r) end", to: "s.lua")
    try tool.write("\n" + Tool.requests(5000), to: "a.jsonl")
    try tool.write(Tool.requests(3, from: 6000), to: "b.jsonl")
    try tool.write(Tool.requests(2, from: 6001) + Tool.requests(1, from: 4000), to: "c.jsonl")
    for (inputs, place, first) in [
      (["a.jsonl", "b.jsonl", "c.jsonl"], "b.jsonl:2", "c.jsonl:1"),
      (["a.jsonl", "a.jsonl"], "a.jsonl:2", "a.jsonl:2"),
    ] {
      let result = try tool.run(command: ["run"] + arguments + inputs)
      #expect(result.code == 4)
      #expect(result.error.contains("first used at \(place). "), "\(result.error)")
      #expect(result.error.contains("  input \(first), "), "\(result.error)")
    }
    let late = try tool.run(
      command: ["run"] + arguments + ["a.jsonl", "b.jsonl", "c.jsonl", "--on-error", "skip"])
    #expect(late.error.contains("first used at a.jsonl:4001. "), "\(late.error)")
  }

  @Test func anIDThatComesTwiceForOneRecord() throws {
    let result = try tool.run("-e", "return req, req", "-", input: Tool.requests(1))
    #expect(result.error.contains("is a duplicate of another request"))
    #expect(!result.error.contains("first used"), "\(result.error)")
  }

  @Test func namesOfAzure() throws {
    let found = try code("req.url = '/nothing'", ["--profile", "azure"])
    let input = Tool.request("a") + "\n" + Tool.request("b", model: "n") + "\n"
    let models = try tool.run("--profile", "azure", "-e", "true", "-", input: input)
    #expect(found.code == "url_mismatch")
    #expect(models.error.contains("model_mismatch"), "\(models.error)")
  }

  @Test func theCodeIsInTheMessage() throws {
    let result = try tool.run("-e", "req.url = '/nothing'", "-", input: Tool.requests(1))
    #expect(result.error.contains("invalid_url"), "\(result.error)")
  }

  // MARK: Profiles

  @Test(arguments: [
    ("openai", ["/v1/responses", "/v1/videos"], ["/v1/score", "/chat/completions", "/x"]),
    ("azure", ["/chat/completions", "/v1/embeddings"], ["/v1/score"]),
    ("vllm", ["/v1/score", "/x/rerank", "/v1/audio/translations"], ["/v1/responses"]),
    ("groq", ["/v1/chat/completions"], ["/v1/embeddings"]),
    ("xai", ["/v1/videos/edits", "/v1/images/edits"], ["/v1/score"]),
    ("seed", ["/v1/completions"], ["/v1/responses"]),
    ("generic", ["/x", "anything"], []),
  ])
  func urls(profile: String, good: [String], bad: [String]) throws {
    for url in good {
      let result = try tool.run(
        "--profile", profile, "-e", "req.url = '\(url)'", "-", input: Tool.requests(1))
      #expect(result.code == 0, "\(profile) \(url): \(result.error)")
    }
    for url in bad {
      let name = profile == "azure" ? "url_mismatch" : "invalid_url"
      #expect(try code("req.url = '\(url)'", ["--profile", profile]).code == name)
    }
  }

  @Test func bodyMayBeMissingInSeed() throws {
    let result = try tool.run(
      "--profile", "seed", "-e", "req.body = nil", "-", input: Tool.requests(1))
    #expect(result.code == 0, "\(result.error)")
  }

  // MARK: The file as a whole

  private func warnings(_ script: String, _ arguments: [String] = [], count: Int = 2) throws
    -> String
  {
    let input = Tool.requests(count)
    let lax = try tool.run(command: ["run"] + arguments + ["-e", script, "-"], input: input)
    #expect(lax.code == 0, "\(lax.error)")
    unlink(tool.path("out.jsonl"))
    let strict = try tool.run(
      command: ["run", "--strict"] + arguments + ["-e", script, "-", "-o", "out.jsonl"],
      input: input)
    #expect(strict.code == (lax.error.isEmpty ? 0 : 4))
    #expect(tool.has("out.jsonl") == lax.error.isEmpty)
    let errors = strict.error.components(separatedBy: "\n  nothing was written to out.jsonl")[0]
    if !lax.error.isEmpty {
      #expect(errors + "\n" == lax.error.replacing("warning: ", with: "error: "))
    }
    return lax.error
  }

  @Test func severalModels() throws {
    let script = "body.model = req.custom_id"
    #expect(
      try warnings(script, count: 8) == """
        warning: 7 requests are for another model than the first, 'r1' (mismatched_model), \
        first at line 2: 'r2', 'r3', 'r4', 'r5', 'r6' and more

        """)
    #expect(try warnings(script, ["--profile", "xai"]) == "")
    #expect(try warnings(script, ["--profile", "generic"]) == "")
  }

  @Test func severalURLs() throws {
    let script = "if req.custom_id == 'r2' then req.url, body.input = '/v1/embeddings', 'x' end"
    #expect(
      try warnings(script) == """
        warning: 1 request goes to another url than the first, '/v1/chat/completions' \
        (invalid_url), first at line 2: '/v1/embeddings'

        """)
    #expect(try warnings(script, ["--profile", "vllm"]) == "")
  }

  @Test func streaming() throws {
    #expect(
      try warnings("body.stream = req.custom_id ~= 'r1'", count: 3) == """
        warning: 2 requests ask for streaming, which no batch gives (streaming_unsupported), \
        first at line 2

        """)
    #expect(try warnings("body.stream = false") == "")
  }

  @Test func metadataWithoutStore() throws {
    #expect(
      try warnings("body.metadata = {a = 'b'}") == """
        warning: 2 chat requests have 'metadata' without 'store': true, which OpenAI refuses \
        (invalid_request), first at line 1

        """)
    #expect(try warnings("body.metadata = {a = 'b'} body.store = true") == "")
    #expect(try warnings("body.metadata = {a = 'b'}", ["--profile", "groq"]) == "")
    let responses = "body.metadata = {a = 'b'} req.url, body.input = '/v1/responses', ''"
    #expect(try warnings(responses) == "")
  }

  /// What `validate` finds in a request is found by a run too.
  @Test(arguments: [
    ("body.messages = nil", "2 requests lack 'messages' (invalid_request), first at line 1"),
    (
      "if req.custom_id == 'r2' then body.model = nil end",
      "1 request lacks 'model' (invalid_request), first at line 2"
    ),
    (
      "req.url, body.input = '/v1/responses', nil",
      "2 requests lack 'input' (invalid_request), first at line 1"
    ),
    (
      "req.url, body.prompt = '/v1/images/edits', 'x'",
      "2 requests lack 'images' (invalid_request), first at line 1"
    ),
  ])
  func whatBodiesLack(script: String, warning: String) throws {
    #expect(try warnings(script) == "warning: \(warning)\n")
    let found = try tool.run(
      "-e", "do \(script) end for _, p in ipairs(req:validate()) do print(p.param) end", "-",
      input: Tool.requests(2))
    let key = warning.components(separatedBy: "'")[1]
    #expect(found.error.contains("body.\(key)\n"), "\(found.error)")
  }

  @Test func allThatIsWrongWithALineIsTold() throws {
    let result = try tool.run(
      "-e", "req.url = '/v1/nothing' req.json.method = 'GET' body.stream = true", "-",
      input: Tool.requests(1))
    for part in [
      "'GET' is not supported", "Also:", "'/v1/nothing' is none that the profile openai",
    ] {
      #expect(result.error.contains(part), "\(result.error)")
    }
  }

  @Test func repeatedKeysAreTold() throws {
    let line = Tool.request("a").replacing("\"model\":", with: "\"model\":\"n\",\"model\":")
    let result = try tool.run(
      "-e", "for _, p in ipairs(req:validate()) do print(p.code, p.param) end", "-", input: line)
    #expect(result.error.hasPrefix("duplicate_key\tbody.model\nwarning: "), "\(result.error)")
    #expect(result.output == line + "\n")
  }

  @Test func tooManyEmbeddingInputs() throws {
    let script = """
      req.url = '/v1/embeddings'
      body.input = body.messages for i = 1, 2049 do body.input[i] = 'x' end
      """
    #expect(
      try warnings(script) == """
        warning: 2 requests have more embedding inputs than 2048 (too_many_embedding_inputs), \
        first at line 1: '2049'

        """)
    let table = try warnings(script.replacing("= body.messages", with: "= {}"))
    #expect(table.contains("too_many_embedding_inputs"))
    let tokens = script.replacing("'x'", with: "i")
    #expect(try warnings(tokens) == "")
  }

  @Test func tooManyRequests() throws {
    let script = "body.messages = {}"
    #expect(try warnings(script, count: 50_000) == "")
    #expect(
      try warnings(script, count: 50_001).hasPrefix(
        "warning: The input file contains 50001 requests. A batch may contain at most 50000"))
  }

  @Test func theFileFactsOfABadRecordDoNotCount() throws {
    let script = """
      if req.custom_id == 'r2' then body.stream, body.model = true, 'n' batch.emit(req) error('x') end
      """
    let result = try tool.run(
      "--quiet", "--strict", "--on-error", "skip", "-e", script, "-", input: Tool.requests(3))
    #expect(result.code != 4, "\(result.error)")
    #expect(!result.output.contains("r2"))
  }

  @Test func emptyResult() throws {
    let result = try tool.run("-e", "false", "-o", "o.jsonl", "-", input: Tool.requests(2))
    #expect(result.code == 0)
    #expect(result.error.contains("empty_file"))
    let silent = try tool.run("-e", "false", "-", input: Tool.requests(2))
    #expect(!silent.error.contains("empty_file"), "\(silent.error)")
  }

  @Test func outputLines() throws {
    let line = #"{"id":"b","custom_id":"a","response":null,"error":{"code":"c","message":"m"}}"#
    let same = try tool.run("--quiet", "--type", "BatchRequestOutput", "-", input: line)
    #expect(same.code == 2)
    try tool.write("function transform(r) end", to: "s.lua")
    #expect(try tool.run("s.lua", "-", input: line).output == line + "\n")
    let twice = try tool.run("s.lua", "-", input: line + "\n" + line)
    #expect(twice.output == line + "\n" + line + "\n", "\(twice.error)")
  }
}
