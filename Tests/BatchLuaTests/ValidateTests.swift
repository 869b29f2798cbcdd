import BatchModel
import Foundation
import LazyJSON
import Synchronization
import Testing

@testable import BatchLua

/// What is found in files, and where.
struct ValidateTests {
  private static let good =
    #"{"custom_id":"a","method":"POST","url":"/v1/chat/completions","#
    + #""body":{"model":"m","messages":[{"role":"user","content":"Hi"}]}}"#

  /// "code line param" of each finding.
  private func find(
    _ texts: [String], _ change: (inout ValidateOptions) -> Void = { _ in }
  ) throws -> [String] {
    let scratch = try Scratch()
    let paths = try texts.enumerated().map { number, text in
      Path(try scratch.write(text, to: "\(number).jsonl"))
    }
    var options = ValidateOptions(inputs: paths)
    change(&options)
    var found: [String] = []
    _ = try Validate(options).execute { finding throws(RunError) in
      let level = finding.level == .problem ? "" : finding.level == .limit ? " limit" : " warning"
      found.append(
        "\(finding.code) \(finding.line.map(String.init) ?? "-") \(finding.param ?? "-")\(level)")
    }
    return found
  }

  private func find(
    _ text: String, _ change: (inout ValidateOptions) -> Void = { _ in }
  ) throws -> [String] { try find([text], change) }

  private func body(_ body: String, url: String = "/v1/chat/completions") -> String {
    #"{"custom_id":"a","method":"POST","url":"\#(url)","body":\#(body)}"# + "\n"
  }

  @Test func goodFilesHaveNoFindings() throws {
    #expect(try find(Self.good + "\n") == [])
    #expect(try find(Self.good) == [])
  }

  @Test(arguments: [
    ("{\n", "invalid_json_line 1 -"),
    ("[1]\n", "invalid_type 1 -"),
    (
      #"{"method":"POST","url":"/v1/responses","body":{"model":"m","input":"x"}}"#,
      "missing_required_parameter 1 custom_id"
    ),
    (
      #"{"custom_id":"a","method":"PUT","url":"/v1/responses","body":{"model":"m","input":"x"}}"#,
      "invalid_method 1 method"
    ),
    (#"{"custom_id":"a","method":"POST","url":"/v1/x","body":{"model":"m"}}"#, "invalid_url 1 url"),
    (#"{"custom_id":"a","method":"POST","url":"/v1/responses","body":7}"#, "invalid_type 1 body"),
    ("", "empty_file - -"),
    ("\n", "empty_file - - blank_line 1 - warning"),
  ]) func lines(text: String, finding: String) throws {
    #expect(try find(text).joined(separator: " ") == finding)
  }

  @Test(arguments: [
    (#"{"model":"m"}"#, "missing_required_parameter 1 body.messages"),
    (#"{"messages":[]}"#, "missing_required_parameter 1 body.model"),
    (#"{"model":1,"messages":[]}"#, "invalid_type 1 body.model"),
    (#"{"model":"m","messages":{}}"#, "invalid_type 1 body.messages"),
    (#"{"model":"m","messages":["x"]}"#, "invalid_type 1 body.messages[1]"),
    (
      #"{"model":"m","messages":[{"content":"x"}]}"#,
      "missing_required_parameter 1 body.messages[1].role"
    ),
    (
      #"{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":1}]}]}"#,
      "invalid_type 1 body.messages[1].content[1].text"
    ),
    (#"{"model":"m","messages":[],"max_tokens":1.5}"#, "invalid_type 1 body.max_tokens"),
    (#"{"model":"m","messages":[],"stop":7}"#, "invalid_type 1 body.stop"),
    (#"{"model":"m","messages":[],"stop":["a",7]}"#, "invalid_type 1 body.stop[2]"),
    (
      #"{"model":"m","messages":[],"tools":[{"type":"function","function":{}}]}"#,
      "missing_required_parameter 1 body.tools[1].function.name"
    ),
    (#"{"model":"m","messages":[],"stream":true}"#, "streaming_unsupported 1 body.stream"),
    (#"{"model":"m","messages":[],"metadata":{"a":"b"}}"#, "invalid_request 1 body.metadata"),
    (#"{"model":"m","messages":[],"seed":1,"seed":2}"#, "duplicate_key 1 body.seed"),
    (
      #"{"model":"m","messages":[{"role":"user","content":"\ud83d"}]}"#,
      "unpaired_surrogate 1 body.messages[1].content"
    ),
  ]) func bodies(text: String, finding: String) throws {
    #expect(try find(body(text)) == [finding])
  }

  @Test(arguments: [
    #"{"model":"m","messages":[],"max_tokens":1.0,"temperature":0,"stop":null,"top_p":0.5}"#,
    #"{"model":"m","messages":[{"role":"assistant","content":null,"tool_calls":[]}]}"#,
    #"{"model":"m","messages":[{"role":"user","content":[{"type":"later","x":1}]}]}"#,
    #"{"model":"m","messages":[],"of_tomorrow":{"a":1},"verbosity":"huge"}"#,
    #"{"model":"m","messages":[],"tool_choice":{"type":"function"},"logit_bias":{"1":-100}}"#,
    #"{"model":"m","messages":[],"response_format":{"type":"json_object"},"stream":false}"#,
  ]) func whatServicesTakeIsNoFinding(text: String) throws {
    #expect(try find(body(text)) == [])
  }

  @Test(
    arguments: [
      ("/v1/embeddings", #"{"model":"m","input":[[1,2],[3]],"dimensions":3}"#, []),
      ("/v1/embeddings", #"{"model":"m","input":[["x"]]}"#, ["invalid_type 1 body.input[1][1]"]),
      ("/v1/embeddings", #"{"model":"m","input":true}"#, ["invalid_type 1 body.input"]),
      (
        "/v1/completions", #"{"model":"m","prompt":"x","logprobs":true}"#,
        ["invalid_type 1 body.logprobs"]
      ),
      ("/v1/moderations", #"{"input":[{"type":"text","text":"x"}]}"#, []),
      ("/v1/moderations", #"{"input":5}"#, ["invalid_type 1 body.input"]),
      ("/v1/responses", #"{"model":"m","input":[{"role":"user","content":"x"}]}"#, []),
      (
        "/v1/responses", #"{"model":"m","input":"x","reasoning":{"effort":1}}"#,
        ["invalid_type 1 body.reasoning.effort"]
      ),
    ] as [(String, String, [String])])
  func bodiesOfEndpoints(url: String, text: String, findings: [String]) throws {
    #expect(try find(body(text, url: url)) == findings)
  }

  @Test func unknownMembersAreForTheStrict() throws {
    let text = Self.good.replacing("\"model\"", with: "\"modle\":1,\"model\"")
      .replacing("\"method\"", with: "\"priority\":1,\"method\"")
    #expect(try find(text) == [])
    #expect(
      try find(text) { $0.isStrict = true }.sorted() == [
        "unknown_parameter 1 body.modle warning", "unknown_parameter 1 priority warning",
      ])
  }

  @Test func linesThatDependOnOthers() throws {
    let other = Self.good.replacing("\"a\"", with: "\"b\"")
    #expect(try find(Self.good + "\n" + Self.good) == ["duplicate_custom_id 2 -"])
    #expect(
      try find(Self.good + "\n" + other.replacing(#""m""#, with: #""n""#))
        == ["mismatched_model 2 body.model"])
    #expect(
      try find(
        Self.good + "\n"
          + body(#"{"model":"m","input":"x"}"#, url: "/v1/responses")
          .replacing("\"a\"", with: "\"b\"")) == ["invalid_url 2 url"])
    // A line that is broken otherwise has its id, its model and its URL all the same.
    let broken = Self.good.replacing("POST", with: "GET")
    #expect(
      try find(broken + "\n" + Self.good + "\n" + other.replacing(#""m""#, with: #""n""#)) == [
        "invalid_method 1 method", "duplicate_custom_id 2 -", "mismatched_model 3 body.model",
      ])
  }

  @Test func filesAreApart() throws {
    let other = body(#"{"model":"n","input":"x"}"#, url: "/v1/responses")
      .replacing("\"a\"", with: "\"b\"")
    #expect(try find([Self.good, other]) == [])
    #expect(
      try find([Self.good, Self.good + "\n" + Self.good])
        == ["duplicate_custom_id 1 - warning", "duplicate_custom_id 2 -"])
  }

  @Test func limitsAreOfTheFile() throws {
    let lines = (0..<50_001).map { Self.good.replacing("\"a\"", with: "\"\($0)\"") + "\n" }
    #expect(try find(lines.joined()) == ["too_many_requests - - limit"])
    #expect(try find(lines.joined()) { $0.isStrict = true } == ["too_many_requests - -"])
    #expect(try find(lines.joined()) { $0.scan.profile = "generic" } == [])
    let inputs = (0..<2000).map { "\"\($0)\"" }.joined(separator: ",")
    let embeddings = (0..<26).map {
      body(#"{"model":"m","input":[\#(inputs)]}"#, url: "/v1/embeddings")
        .replacing("\"a\"", with: "\"id\($0)\"")
    }
    #expect(try find(embeddings.joined()) == ["too_many_embedding_inputs - body.input limit"])
  }

  @Test func framingIsFound() throws {
    let next = Self.good.replacing("\"a\"", with: "\"b\"")
    #expect(try find("\u{FEFF}" + Self.good) == ["byte_order_mark 1 - warning"])
    #expect(try find(Self.good + "\r\n" + next + "\r\n") == ["crlf_line_end 1 - warning"])
    #expect(try find(Self.good + "\n\n\n" + next) == ["blank_line 2 - warning"])
    #expect(try find(Self.good + next) == ["invalid_json_line 1 -"])
    #expect(try find(Self.good + ",\n" + next) == ["invalid_json_line 1 -"])
    // One finding for each value, however many lines it has, and for an array.
    let pretty = "{\n  \"custom_id\": \"a\",\n  \"body\": {\n    \"x\": \"}\"\n  }\n}\n"
    #expect(try find(pretty + pretty) == ["invalid_json_line 1 -", "invalid_json_line 7 -"])
    #expect(try find("[\n\(Self.good),\n\(next)\n]\n").first == "invalid_json_line 1 -")
    // One object with the requests of a service in it, which another profile is asked to check.
    let request = #"{"custom_id":"a","params":{"model":"m","max_tokens":1,"messages":[]}}"#
    let wrapped = "{\"requests\": [\n \(request)\n,\(request)\n]}\n"
    #expect(try find(wrapped) == ["invalid_json_line 1 -"])
    #expect(try find(wrapped + Self.good) == ["invalid_json_line 1 -"])
    #expect(try find(pretty) { $0.scan.framing = .json }.allSatisfy { $0.contains(" 1 ") })
  }

  @Test func utf16IsOneFinding() throws {
    let scratch = try Scratch()
    let text = String(repeating: Self.good + "\n", count: 3)
    let path = try scratch.write(#require(text.data(using: .utf16)), to: "in.jsonl")
    var found: [Finding] = []
    let report = try Validate(ValidateOptions(inputs: [Path(path)])).execute { found.append($0) }
    #expect(found.map(\.code) == ["invalid_json_line"] && found[0].message.contains("UTF-16"))
    #expect(report.problems == 1)
  }

  /// What ends the reading of a file is a finding of it, and the next one is read.
  @Test func longLinesAreFindings() throws {
    let found = try find([Self.good + "\n" + Self.good, "[]\n"]) { $0.scan.maxLine = 100 }
    #expect(found.first == "line_too_long 1 -" && found.last == "invalid_type 1 -")
    let open = try find("{\"a\":[1,\n") { $0.scan.framing = .json }
    #expect(open == ["invalid_json_line 1 -"])
    #expect(throws: RunError.self) {
      try Validate(ValidateOptions(inputs: ["/no/such/file"])).execute { _ in }
    }
  }

  @Test(arguments: [
    #"{"custom_id":"a","response":{"status_code":200,"body":{"choices":[{"text":"x"}]}}}"#,
    #"{"custom_id":"a","response":null,"error":{"code":"batch_expired","message":"x"}}"#,
    #"{"custom_id":"a","response":{"status_code":200,"body":null},"error":"bare"}"#,
    #"{"custom_id":"a","result":{"type":"succeeded","message":{"content":[]}}}"#,
    #"{"custom_id":"a","result":{"type":"expired"}}"#,
    #"{"key":"a","response":{"candidates":[{"content":{"parts":[{"text":"x"}]}}]}}"#,
    #"{"status":"","request":{"contents":[]},"response":{"candidates":[]}}"#,
    #"{"recordId":"a","modelInput":{},"modelOutput":{"generation":"x"}}"#,
  ]) func resultsAreKnownInEveryShape(text: String) throws {
    #expect(try find(text) == [])
  }

  @Test func resultsHaveProblemsToo() throws {
    #expect(
      try find(#"{"custom_id":7,"response":{"status_code":200,"body":{"data":[1]}}}"#)
        == ["invalid_type 1 custom_id"])
    #expect(
      try find(#"{"custom_id":"a","response":null,"error":null}"#)
        == ["missing_required_parameter 1 response"])
    #expect(
      try find(#"{"custom_id":"a","response":{"status_code":[],"body":{"data":[1]}}}"#)
        == ["invalid_type 1 response.status_code"])
  }

  /// A line of another service lacks what those of this one have: its profile says it all.
  @Test(arguments: [
    (#"{"custom_id":"a","body":{"model":"m","messages":[]}}"#, "openai"),
    (#"{"custom_id":"a","params":{"model":"m"}}"#, "openai"),
    (#"{"key":"a","request":{"contents":[]}}"#, "azure"),
    (Self.good, "gemini"), (Self.good, "anthropic"),
  ]) func linesOfOthersAreOneFinding(text: String, profile: String) throws {
    let found = try find(text + "\n" + text) { $0.scan.profile = profile }
    #expect(found == ["other_profile 1 -", "other_profile 2 -"])
  }

  /// What is found and said does not depend on where the chunks of a file end, which are looked at
  /// by several threads.
  @Test(arguments: [false, true]) func faultsInLargeFiles(isPiped: Bool) throws {
    let padding = String(repeating: "x", count: 400)
    var lines = (1...4000).map {
      Self.good.replacing("\"a\"", with: "\"\($0)\"").replacing("Hi", with: padding)
    }
    lines[99] = lines[99].replacing("\"m\"", with: "\"n\"")
    lines[1999] = lines[1999].replacing("POST", with: "PUT")
    lines[2999] = lines[2999].replacing("\"3000\"", with: "\"7\"")
    lines[3000] += "\r"
    lines[3990] = lines[3990].replacing("\"3991\"", with: "\"3990\"")
    let text = lines.map { $0 + "\n" }.joined()
    let scratch = try Scratch()
    let path = Path(try scratch.write(text, to: "in.jsonl"))
    let rest = Mutex(Array(text.utf8)[...])
    let pipe = RunInput.pulling { span in
      rest.withLock { rest in
        let count = min(span.freeCapacity, 10_000)
        for byte in rest.prefix(count) { span.append(byte) }
        rest = rest.dropFirst(count)
      }
    }
    let input: RunInput = isPiped ? pipe : .file(path)
    var (found, uses) = ([String](), [String]())
    let report = try Validate(ValidateOptions(inputs: [input])).execute { finding in
      found.append("\(finding.line ?? 0) \(finding.code)")
      if let use = finding.message.split(separator: "used at ").dropFirst().first {
        uses.append(use.split(separator: ":").last.map(String.init) ?? "")
      }
    }
    #expect(
      found == [
        "100 mismatched_model", "2000 invalid_method", "3000 duplicate_custom_id",
        "3991 duplicate_custom_id", "3001 crlf_line_end",
      ])
    #expect(uses == ["7", "3990"])
    #expect(report.requests == 4000 && report.problems == 4 && report.linesWithProblems == 4)
    #expect(report.bytes == text.utf8.count && report.models.map(\.count) == [3999, 1])
  }

  @Test func inputsNeedNotBeFiles() throws {
    let text = Self.good + "\n" + Self.good.replacing("POST", with: "GET") + "\n"
    let pieces = AsyncStream<[UInt8]> { stream in
      for byte in text.utf8 { stream.yield([byte]) }
      stream.finish()
    }
    for input in [RunInput.bytes(Array(text.utf8), name: "b"), .stream(pieces, name: "b")] {
      var found: [Finding] = []
      let report = try Validate(ValidateOptions(inputs: [input])).execute { found.append($0) }
      #expect(
        found.map { "\($0.file):\($0.line ?? 0) \($0.code)" } == [
          "b:2 invalid_method", "b:2 duplicate_custom_id",
        ])
      #expect(report.requests == 2 && report.bytes == text.utf8.count)
    }
  }

  /// Faults that are planted in random files are found in their lines, and nothing else is.
  @Test func plantedFaultsAreFound() throws {
    let faults: [(code: String, plant: (String) -> String)] = [
      ("invalid_json_line", { String($0.dropLast()) + "x" }),
      ("invalid_method", { $0.replacing("POST", with: "PUT") }),
      ("invalid_type", { $0.replacing("\"Hi\"", with: "7") }),
      ("missing_required_parameter", { $0.replacing("\"messages\"", with: "\"massages\"") }),
      ("unpaired_surrogate", { $0.replacing("Hi", with: "\\ud800") }),
      ("mismatched_model", { $0.replacing("\"m\"", with: "\"n\"") }),
      ("duplicate_custom_id", { $0.replacing(/"custom_id":"[^"]*"/, with: "\"custom_id\":\"0\"") }),
      ("other_profile", { #"{"key":"\#($0.utf8.count)","request":{"contents":[]}}"# }),
    ]
    var random = SeededNumbers(11)
    for _ in 0..<3000 {
      var (text, expected) = (Self.good.replacing("\"a\"", with: "\"0\"") + "\n", [String]())
      for number in 2..<Int.random(in: 2...20, using: &random) {
        var line = Self.good.replacing("\"a\"", with: "\"\(number)\"")
        if let fault = faults.randomElement(using: &random), Bool.random(using: &random) {
          line = fault.plant(line)
          expected.append("\(fault.code) \(number)")
        }
        text += line + "\n"
      }
      var found: [String] = []
      let input = RunInput.bytes(Array(text.utf8))
      let report = try Validate(ValidateOptions(inputs: [input])).execute {
        found.append("\($0.code) \($0.line ?? 0)")
      }
      #expect(found == expected)
      #expect(report.problems == expected.count && report.linesWithProblems == expected.count)
      #expect(report.bytes == text.utf8.count)
    }
  }

  /// A result that fails in a way of its own is one all the same.
  @Test func failuresOfAnyWordAreResults() throws {
    #expect(try find(#"{"custom_id":"q9","status":"error","error_message":"boom"}"#) == [])
    let found = try find(#"{"custom_id":"q9","text":"boom"}"#)
    #expect(found.contains("missing_required_parameter 1 body"))
  }

  @Test func longNamesAreCut() throws {
    let model = String(repeating: "ü", count: 100_000)
    let scratch = try Scratch()
    let path = Path(try scratch.write(body(#"{"model":"\#(model)","messages":[]}"#), to: "in"))
    let report = try Validate(ValidateOptions(inputs: [path])).execute { _ in }
    #expect(report.models.map(\.name) == [String(repeating: "ü", count: 500)])
  }

  @Test func factsAreCounted() throws {
    let scratch = try Scratch()
    let text = Self.good + "\n" + Self.good.replacing("\"a\"", with: "\"b\"") + "\n{\n"
    let path = Path(try scratch.write(text, to: "in.jsonl"))
    let report = try Validate(ValidateOptions(inputs: [path])).execute { _ in }
    #expect(report.requests == 2 && report.bytes == text.utf8.count)
    #expect(report.problems == 1 && report.linesWithProblems == 1 && report.warnings == 0)
    #expect(report.models.map(\.name) == ["m"] && report.models.map(\.count) == [2])
    #expect(report.urls.map(\.name) == ["/v1/chat/completions"])
  }

  /// The table of types is read as it is meant.
  @Test func declaredTypesAreRead() throws {
    for (_, type) in BodyType.endpoints {
      #expect(BodyType.all.contains { $0.name == type }, "\(type)")
    }
    let words = BodyType.all.flatMap(\.fields).map(\.type).joined(separator: " ")
      .matches(of: #/openai\.[A-Za-z]+/#).map { String($0.output) }
    for word in Set(words) { #expect(BodyType.all.contains { $0.name == word }, "\(word)") }
  }
}
