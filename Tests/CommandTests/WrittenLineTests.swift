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
    #expect(try warnings(script).hasPrefix("warning: The model 'r2' for this request does not"))
    #expect(try warnings(script, ["--profile", "xai"]) == "")
    #expect(try warnings(script, ["--profile", "generic"]) == "")
  }

  @Test func severalURLs() throws {
    let script = "if req.custom_id == 'r2' then req.url = '/v1/embeddings' end"
    #expect(try warnings(script).contains("(invalid_url)"))
    #expect(try warnings(script, ["--profile", "vllm"]) == "")
  }

  @Test func streaming() throws {
    #expect(try warnings("body.stream = true").contains("(streaming_unsupported)"))
    #expect(try warnings("body.stream = false") == "")
  }

  @Test func metadataWithoutStore() throws {
    let text = "warning: 2 chat requests have 'metadata' without 'store': true"
    #expect(try warnings("body.metadata = {a = 'b'}").hasPrefix(text))
    #expect(try warnings("body.metadata = {a = 'b'} body.store = true") == "")
    #expect(try warnings("body.metadata = {a = 'b'}", ["--profile", "groq"]) == "")
    let responses = "body.metadata = {a = 'b'} req.url = '/v1/responses'"
    #expect(try warnings(responses) == "")
  }

  @Test func tooManyEmbeddingInputs() throws {
    let script = """
      req.url = '/v1/embeddings'
      body.input = body.messages for i = 1, 2049 do body.input[i] = 'x' end
      """
    #expect(try warnings(script).contains("too_many_embedding_inputs"))
    let table = try warnings(script.replacing("= body.messages", with: "= {}"))
    #expect(table.contains("too_many_embedding_inputs"))
    let tokens = script.replacing("'x'", with: "i")
    #expect(try warnings(tokens) == "")
  }

  @Test func tooManyRequests() throws {
    let script = "body.messages = nil"
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
    #expect(twice.error.contains("is a duplicate"), "\(twice.error)")
  }
}
