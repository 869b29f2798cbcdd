import LazyJSON
import Testing

@testable import BatchModel

/// What the rule finds in one line, as text: "ok" or "code|message"; then text, reason and usage
/// (input/output/total/cached/reasoning), each where there is something.
private func found(_ line: String) throws -> String {
  let line = try OneText(line)
  return withExtendedLifetime(line) { found(line.document) }
}

private func found(_ document: Document) -> String {
  let answer = Answer(of: 0, in: document)
  var parts: [String] = []
  if let failure = answer.failure {
    parts.append("\(failure.code)|\(failure.message)")
  } else {
    parts.append("ok")
  }
  let isSuccess = answer.isSuccess
  #expect(isSuccess == parts.first?.hasPrefix("ok"))
  var text = ByteBuffer()
  if answer.appendText(to: &text) { parts.append("text=\(text.elements.string)") }
  if let reason = answer.finishReason { parts.append("why=\(reason)") }
  let numbers = answer.usage.values
  if numbers.contains(where: { $0 != nil }) {
    parts.append(numbers.map { $0.map(String.init) ?? "-" }.joined(separator: "/"))
  }
  return parts.joined(separator: " ")
}

/// Lines of all services, and what they say.
struct AnswerTests {
  @Test(
    arguments: [
      // OpenAI, Azure, Mistral, Together, Groq
      (
        #"{"custom_id":"a","response":{"status_code":200,"body":{"id":"c","choices":[{"message":"#
          + #"{"role":"assistant","content":"Hi \ud83d\ude00\n"},"finish_reason":"stop"},"#
          + #"{"message":{"content":"no"}}],"#
          + #""usage":{"prompt_tokens":5,"completion_tokens":7,"total_tokens":12,"#
          + #""prompt_tokens_details":{"cached_tokens":4},"#
          + #""completion_tokens_details":{"reasoning_tokens":6}}}},"error":null}"#,
        "ok text=Hi 😀\n why=stop 5/7/12/4/6"
      ),
      (#"{"response":{"status_code":"200","body":{"choices":[{"text":"T"}]}}}"#, "ok text=T"),
      (#"{"response":{"status_code":200.0,"body":{"choices":[{"text":""}]}}}"#, "ok text="),
      (#"{"response":{"body":{"choices":[{"finish_reason":"MAX_tokens"}]}}}"#, "ok why=length"),
      (
        #"{"response":{"body":{"choices":[{"message":{"content":[{"type":"thinking","text":"t"},"#
          + #"{"type":"text","text":"a"},{"type":"text","text":"b"}]},"finish_reason":"odd"}]}}}"#,
        "ok text=ab why=odd"
      ),
      // a refusal and calls are no text
      (
        #"{"response":{"body":{"choices":[{"message":{"content":null,"refusal":"No."},"#
          + #""finish_reason":"stop"}]}}}"#,
        "ok why=stop"
      ),
      // Fireworks: the bare answer; a body that is text
      (#"{"response":{"id":"c","choices":[{"message":{"content":"4"}}]}}"#, "ok text=4"),
      (
        #"{"response":{"status_code":200,"body":" {\"choices\":[{\"text\":\"in text\"}]}"}}"#,
        "ok text=in text"
      ),
      // responses
      (
        #"{"response":{"status_code":200,"body":{"id":"r","status":"completed","error":null,"#
          + #""output":[{"type":"reasoning","summary":[{"type":"summary_text","text":"hm"}]},"#
          + #"{"type":"message","content":[{"type":"output_text","text":"A"},{"type":"refusal","#
          + #""refusal":"x"},{"type":"output_text","text":"B"}]},{"type":"message","content":["#
          + #"{"type":"output_text","text":"C"}]}],"text":{"format":{"type":"text"}},"#
          + #""usage":{"input_tokens":1,"output_tokens":2,"total_tokens":3,"#
          + #""input_tokens_details":{"cached_tokens":0},"#
          + #""output_tokens_details":{"reasoning_tokens":1}}}}}"#,
        "ok text=ABC why=stop 1/2/3/0/1"
      ),
      (
        #"{"response":{"body":{"status":"incomplete","output":[{"type":"reasoning"}],"#
          + #""incomplete_details":{"reason":"max_output_tokens"}}}}"#,
        "ok why=length"
      ),
      (
        #"{"response":{"body":{"status":"completed","output":[{"type":"function_call"}]}}}"#,
        "ok why=tool_calls"
      ),
      // embeddings, images, moderations, scores, speech, jobs
      (
        #"{"response":{"body":{"object":"list","data":[{"embedding":[1]}],"#
          + #""usage":{"prompt_tokens":8,"total_tokens":8}}}}"#, "ok 8/-/8/-/-"
      ),
      (#"{"response":{"body":{"id":"m","results":[{"flagged":false}]}}}"#, "ok"),
      (#"{"response":{"body":{"text":"spoken","usage":{"type":"duration"}}}}"#, "ok text=spoken"),
      (#"{"response":{"body":{"text":""}}}"#, "ok text="),
      (#"{"response":{"body":{"id":"video_1","status":"queued","error":null}}}"#, "ok"),
      (#"{"response":{"body":{"pages":[{"markdown":"x"}]}}}"#, "ok"),
      // Anthropic
      (
        #"{"custom_id":"a","result":{"type":"succeeded","message":{"id":"m","type":"message","#
          + #""content":[{"type":"thinking","thinking":"t"},{"type":"text","text":"A"},"#
          + #"{"type":"tool_use"},{"type":"text","text":"B"}],"stop_reason":"tool_use","#
          + #""usage":{"input_tokens":3,"cache_creation_input_tokens":10,"#
          + #""cache_read_input_tokens":20,"output_tokens":4}}}}"#,
        "ok text=AB why=tool_calls 33/4/37/20/-"
      ),
      (
        #"{"result":{"type":"succeeded","message":{"content":[],"stop_reason":"end_turn"}}}"#,
        "ok why=stop"
      ),
      // Gemini and Vertex AI
      (
        #"{"key":"a","response":{"candidates":[{"content":{"parts":[{"text":"t","thought":true},"#
          + #"{"text":"A"},{"text":"B","thought":false}]},"finishReason":"STOP"}],"usageMetadata":{"#
          + #""promptTokenCount":3,"candidatesTokenCount":4,"thoughtsTokenCount":5,"#
          + #""totalTokenCount":12,"cachedContentTokenCount":2}}}"#,
        "ok text=AB why=stop 3/9/12/2/5"
      ),
      (
        #"{"response":{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f"}}]},"#
          + #""finishReason":"STOP"}]}}"#, "ok why=tool_calls"
      ),
      (#"{"response":{"candidates":[{"finishReason":"SAFETY"}]}}"#, "ok why=content_filter"),
      (
        #"{"status":"","request":{},"response":{"candidates":[{"content":{"parts":{"text":"one"}}}]}}"#,
        "ok text=one"
      ),
      // Bedrock
      (
        #"{"recordId":"a","modelOutput":{"output":{"message":{"content":[{"text":"A"},"#
          + #"{"reasoningContent":{"reasoningText":{"text":"t"}}},{"text":"B"}]}},"#
          + #""stopReason":"end_turn","usage":{"inputTokens":1,"outputTokens":2,"totalTokens":9,"#
          + #""cacheReadInputTokens":6}}}"#,
        "ok text=AB why=stop 7/2/9/6/-"
      ),
      (
        #"{"modelOutput":{"generation":"L","prompt_token_count":5,"generation_token_count":6,"#
          + #""stop_reason":"length"}}"#, "ok text=L why=length 5/6/11/-/-"
      ),
      (
        #"{"modelOutput":{"inputTextTokenCount":3,"results":[{"tokenCount":2,"outputText":"T","#
          + #""completionReason":"FINISH"}]}}"#, "ok text=T why=stop 3/2/5/-/-"
      ),
      (#"{"modelOutput":{"outputs":[{"text":"M","stop_reason":"stop"}]}}"#, "ok text=M why=stop"),
      (#"{"modelOutput":{"something":"new"}}"#, "ok"),
      // an answer in the line's own body
      (#"{"custom_id":"a","body":{"choices":[{"text":"own"}]}}"#, "ok text=own"),
      // errors that say nothing are none
      (#"{"error":{},"response":{"body":{"choices":[{}]}}}"#, "ok"),
      (#"{"error":"","response":{"error":[],"body":{"choices":[{}],"error":false}}}"#, "ok"),
      (#"{"error":{"code":null,"message":""},"response":{"body":{"choices":[{}]}}}"#, "ok"),
      // numbers that are none
      (
        #"{"response":{"body":{"choices":[{}],"usage":{"prompt_tokens":"5","total_tokens":"#
          + #"12345678901234567890,"completion_tokens":3.0}}}}"#, "ok -/3/-/-/-"
      ),
      (
        #"{"response":{"body":{"choices":[{}],"usage":{"prompt_tokens":9223372036854775807,"#
          + #""completion_tokens":1}}}}"#, "ok 9223372036854775807/1/-/-/-"
      ),
    ] as [(String, String)])
  func answers(line: String, expected: String) throws {
    #expect(try found(line) == expected)
  }

  @Test(
    arguments: [
      // outside of HTTP
      (
        #"{"response":null,"error":{"code":"batch_expired","message":"Late."}}"#,
        "batch_expired|Late."
      ),
      (#"{"error":"model overloaded"}"#, "unknown|model overloaded"),
      (
        #"{"response":null,"error":{"error":{"message":"m","type":"server_error"}}}"#,
        "server_error|m"
      ),
      // OpenAI: in the body, with a status or without
      (
        #"{"response":{"status_code":429,"body":{"error":{"message":"Slow.","type":"requests","#
          + #""code":null}}},"error":null}"#, "requests|Slow."
      ),
      (
        #"{"response":{"status_code":200,"body":{"error":{"message":"m","code":502},"id":"x"}}}"#,
        "502|m"
      ),
      (#"{"response":{"status_code":400,"body":{"error":"plain"}}}"#, "400|plain"),
      (
        #"{"response":{"status_code":200,"body":{"choices":[{"text":"paid"}]}},"error":{"code":"c"}}"#,
        "c|there is an error without a message text=paid"
      ),
      // a choice that failed
      (
        #"{"response":{"status_code":200,"body":{"id":"g","choices":[{"error":{"code":502,"#
          + #""message":"up"},"finish_reason":"error","message":{"content":""}}]}}}"#,
        "502|up text= why=error"
      ),
      (
        #"{"response":{"body":{"choices":[{"finish_reason":"error"}]}}}"#,
        "error|the answer ended with an error why=error"
      ),
      // Azure, vLLM (three ages), FastAPI, flat bodies
      (
        #"{"response":{"status_code":400},"error":{"code":null,"message":{"error":{"code":"f","#
          + #""message":"Filtered."}}}}"#, "f|Filtered."
      ),
      (
        #"{"response":{"status_code":400,"body":null},"error":{"error":{"message":"long","type":"B","#
          + #""code":400}}}"#, "400|long"
      ),
      (
        #"{"response":{"status_code":400,"body":null},"error":{"object":"error","message":"long","#
          + #""type":"B","code":null}}"#, "B|long"
      ),
      (#"{"response":{"status_code":400,"body":null},"error":"boom"}"#, "400|boom"),
      (
        #"{"response":{"status_code":422,"body":{"detail":[{"type":"v","msg":"one"},{"msg":"two"}]}}}"#,
        "422|one; two"
      ),
      (#"{"response":{"status_code":404,"body":{"detail":"Not Found"}}}"#, "404|Not Found"),
      (
        #"{"response":{"status_code":400,"body":{"object":"error","message":"m","type":"B","#
          + #""code":40}}}"#, "40|m"
      ),
      (
        #"{"response":{"status_code":200,"body":{"object":"error","message":"m","code":40}}}"#,
        "40|m"
      ),
      (
        #"{"response":{"status_code":422,"body":{"message":{"detail":[{"msg":"deep"}]}}}}"#,
        "422|deep"
      ),
      (#"{"response":{"status_code":500,"body":"upstream timed out"}}"#, "500|upstream timed out"),
      (
        #"{"response":{"status_code":400,"body":"{\"error\":{\"message\":\"m\",\"code\":\"bad\"}}"}}"#,
        "bad|m"
      ),
      // the status of a response
      (
        #"{"response":{"status_code":200,"body":{"id":"r","status":"failed","error":{"code":"s","#
          + #""message":"m"},"output":[]}}}"#, "s|m"
      ),
      (
        #"{"response":{"status_code":200,"body":{"id":"r","status":"cancelled","output":[{}]}}}"#,
        "cancelled|the response has the status 'cancelled' why=cancelled"
      ),
      (#"{"response":{"status_code":0,"body":{}}}"#, "0|the response has the HTTP status 0"),
      (
        #"{"response":{"status_code":"-1","body":{"choices":[{}]}}}"#,
        "-1|the response has the HTTP status -1"
      ),
      (
        #"{"response":{"status_code":300,"body":{"choices":[{}]}}}"#,
        "300|the response has the HTTP status 300"
      ),
      (
        #"{"response":{"status_code":199,"body":{"choices":[{}]}}}"#,
        "199|the response has the HTTP status 199"
      ),
      // Anthropic
      (
        #"{"result":{"type":"errored","error":{"type":"error","error":{"type":"invalid_request_error","#
          + #""message":"m"}}}}"#, "invalid_request_error|m"
      ),
      (#"{"result":{"type":"expired"}}"#, "expired|the result is of the type 'expired'"),
      // Gemini, Vertex AI, Bedrock
      (#"{"key":"a","error":{"code":400,"message":"m","status":"INVALID_ARGUMENT"}}"#, "400|m"),
      (
        #"{"key":"a","response":{"promptFeedback":{"blockReason":"SAFETY"}}}"#,
        "no_answer|the prompt was blocked: SAFETY"
      ),
      (
        #"{"status":"Bad Request: {\"error\": {\"code\": 400, \"message\": \"m\"}}","response":{}}"#,
        "400|m"
      ),
      (#"{"status":"Internal error","response":{}}"#, "no_answer|Internal error"),
      (#"{"recordId":"a","error":{"errorCode":429,"errorMessage":"m","expired":false}}"#, "429|m"),
      // neither an answer nor an error
      ("{}", "no_answer|there is no response"),
      (#"{"response":null,"error":null}"#, "no_answer|there is no response"),
      (#"{"response":{"status_code":200}}"#, "no_answer|there is no response"),
      (
        #"{"id":"batch_req_1","response":{"status_code":200,"id":"r","body":{}}}"#,
        "no_answer|the response holds no answer"
      ),
      (
        #"{"response":{"status_code":200,"body":{"model":"m","messages":[{"content":"q"}]}}}"#,
        "no_answer|the response holds no answer"
      ),
      (#"{"response":{"body":{"id":"c","choices":[]}}}"#, "no_answer|the response holds no answer"),
      (
        #"{"response":{"body":{"id":"c","choices":null}}}"#,
        "no_answer|the response holds no answer"
      ),
      (
        #"{"response":{"body":{"object":"list","data":[]}}}"#,
        "no_answer|the response holds no answer"
      ),
      (#"{"response":{"status_code":200,"body":"<html>"}}"#, "no_answer|<html>"),
      (
        #"{"custom_id":"a","body":{"model":"m","input":"q","text":{"format":{"type":"text"}}}}"#,
        "no_answer|the response holds no answer"
      ),
      (#"{"modelOutput":{}}"#, "no_answer|the response holds no answer"),
      (#"{"modelOutput":{"choices":[]}}"#, "no_answer|the response holds no answer"),
    ] as [(String, String)])
  func failures(line: String, expected: String) throws {
    #expect(try found(line) == expected)
  }

  /// Every member of the rule with every kind of value, and deep nesting: nothing is assumed.
  @Test func oddValuesAreNoAnswersAndNoFaults() throws {
    let names = [
      "response", "body", "result", "message", "modelOutput", "error", "status", "status_code",
      "choices", "output", "candidates", "content", "data", "results", "text", "usage", "detail",
      "usageMetadata", "incomplete_details", "promptFeedback", "code", "id",
    ]
    let deep = String(repeating: "[", count: 500) + String(repeating: "]", count: 500)
    let error =
      String(repeating: #"{"error":"#, count: 300) + "1" + String(repeating: "}", count: 300)
    let values = [
      "null", "true", "-1", "1e999", "0.5", #""""#, #""\ud800""#, #""{""#, #""{\"error\":[]}""#,
      "[]", "[null]", "[[]]", "[{}]", "{}", #"{"":{}}"#, deep, error, "123456789012345678901234",
      #"{"type":"text","text":5,"message":[],"content":{"parts":[1,"x",{"text":[]}]}}"#,
    ]
    for name in names {
      for value in values {
        for line in [
          "{\"\(name)\":\(value)}", "{\"response\":{\"\(name)\":\(value)}}",
          "{\"response\":{\"body\":{\"\(name)\":\(value)}}}",
          "{\"response\":{\"body\":{\"choices\":[{\"\(name)\":\(value)}]}}}",
          "{\"error\":{\"\(name)\":\(value)}}", "{\"result\":{\"message\":{\"\(name)\":\(value)}}}",
          "{\"\(name)\":\(value),\"\(name)\":\(value),\"response\":\(value)}",
        ] {
          #expect(try !found(line).isEmpty)
        }
      }
    }
  }

  /// What a script has changed is seen, and what it has walked.
  @Test func changedMembersCount() throws {
    let line = try OneText(
      #"{"response":{"status_code":200,"body":{"choices":[{"text":"a"},{"text":"b"}]}}}"#)
    let document = line.document
    let status = ("status_code" as StaticString).bytes
    guard case .object(let response) = document.member(0, "response"),
      case .object(let body) = document.member(response, "body"),
      case .array(let choices) = document.member(body, "choices")
    else {
      Issue.record("not the line")
      return
    }
    #expect(try document.count(body) == 1)
    #expect(found(document) == "ok text=a")
    _ = try document.setMember(response, status, .integer(500))
    #expect(found(document).hasPrefix("500|"))
    _ = try document.setMember(response, status, .null)
    try document.removeElement(choices, 0)
    #expect(found(document) == "ok text=b")
    try document.removeElement(choices, 0)
    #expect(found(document).hasPrefix("no_answer|"))
    withExtendedLifetime(line) {}
  }

  @Test func eachShapeOfTheTableIsTold() throws {
    let samples: [AnswerShape.Kind: String] = [
      .array: "[1]", .object: #"{"a":1}"#, .string: #""x""#, .container: "[1]", .id: #""x""#,
    ]
    for shape in AnswerShape.all where shape.kind != .any {
      let line = #"{"response":{"body":{"\#(shape.key)":\#(samples[shape.kind]!)}}}"#
      #expect(try found(line).hasPrefix("ok"), "\(shape.name)")
    }
  }
}
