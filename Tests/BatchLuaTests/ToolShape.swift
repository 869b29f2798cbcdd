import BatchLua
import Testing

/// How the lines of a service look to tools: a request, and results with and without an answer.
struct ToolShape: Sendable, CustomTestStringConvertible {
  let name: String
  let profile: String
  /// Each for an id.
  let request: @Sendable (String) -> String
  let answered: @Sendable (String) -> String
  let cutShort: @Sendable (String) -> String
  let failed: @Sendable (String) -> String
  /// The code of the failure, and the HTTP status when there is one.
  let code: String
  var status: String?

  var testDescription: String { name }

  static let all: [ToolShape] = [
    chat("openai", url: "/v1/chat/completions"),
    chat("azure", url: "/chat/completions"),
    ToolShape(
      name: "error file", profile: "openai", request: chatRequest("/v1/chat/completions"),
      answered: { wrapped($0, completion("stop")) },
      cutShort: { wrapped($0, completion("length")) },
      failed: {
        #"{"custom_id":"\#($0)","response":null,"error":{"code":"batch_expired","message":"late"}}"#
      }, code: "batch_expired"),
    ToolShape(
      name: "openrouter", profile: "openai", request: chatRequest("/v1/chat/completions"),
      answered: { wrapped($0, completion("stop")) },
      cutShort: { wrapped($0, completion("length")) },
      failed: { wrapped($0, #"{"error":{"code":502,"message":"Provider returned error"}}"#) },
      code: "502", status: "200"),
    ToolShape(
      name: "string body", profile: "openai", request: chatRequest("/v1/chat/completions"),
      answered: { wrapped($0, quoted(completion("stop"))) },
      cutShort: { wrapped($0, quoted(completion("length"))) },
      failed: { wrapped($0, quoted("upstream connect error")) }, code: "no_answer", status: "200"),
    ToolShape(
      name: "mistral", profile: "mistral", request: bareRequest,
      answered: { wrapped($0, completion("stop")) },
      cutShort: { wrapped($0, completion("model_length")) },
      failed: {
        #"{"custom_id":"\#($0)","response":{"status_code":422,"body":{"detail":"bad"}},"error":null}"#
      }, code: "422", status: "422"),
    ToolShape(
      name: "fireworks", profile: "fireworks", request: bareRequest,
      answered: { #"{"custom_id":"\#($0)","response":\#(completion("stop"))}"# },
      cutShort: { #"{"custom_id":"\#($0)","response":\#(completion("length"))}"# },
      failed: { #"{"custom_id":"\#($0)","response":null,"error":{"code":"x1","message":"no"}}"# },
      code: "x1"),
    ToolShape(
      name: "anthropic", profile: "anthropic",
      request: {
        #"{"custom_id":"\#($0)","params":{"model":"c","max_tokens":10,"messages":[]}}"#
      },
      answered: { message($0, "end_turn") }, cutShort: { message($0, "max_tokens") },
      failed: {
        #"{"custom_id":"\#($0)","result":{"type":"errored","error":{"type":"error","error":"#
          + #"{"type":"overloaded_error","message":"later"}}}}"#
      }, code: "overloaded_error"),
    ToolShape(
      name: "gemini", profile: "gemini",
      request: {
        #"{"key":"\#($0)","request":{"contents":[],"generationConfig":{"maxOutputTokens":10}}}"#
      },
      answered: { #"{"key":"\#($0)","response":\#(candidate("STOP"))}"# },
      cutShort: { #"{"key":"\#($0)","response":\#(candidate("MAX_TOKENS"))}"# },
      failed: { #"{"key":"\#($0)","error":{"code":13,"message":"internal"}}"# }, code: "13"),
    ToolShape(
      name: "vertex", profile: "vertex", request: { #"{"request":\#(vertex($0))}"# },
      answered: { #"{"status":"","request":\#(vertex($0)),"response":\#(candidate("STOP"))}"# },
      cutShort: {
        #"{"status":"","request":\#(vertex($0)),"response":\#(candidate("MAX_TOKENS"))}"#
      },
      failed: {
        #"{"status":"Bad: {\"error\":{\"code\":400,\"message\":\"no\"}}","request":\#(vertex($0)),"#
          + #""response":{}}"#
      }, code: "400"),
    ToolShape(
      name: "bedrock", profile: "bedrock",
      request: { #"{"recordId":"\#($0)","modelInput":{"inferenceConfig":{"maxTokens":10}}}"# },
      answered: { bedrock($0, "end_turn") }, cutShort: { bedrock($0, "max_tokens") },
      failed: {
        #"{"recordId":"\#($0)","modelInput":{},"error":{"errorCode":400,"errorMessage":"bad"}}"#
      }, code: "400"),
  ]

  private static func chat(_ profile: String, url: String) -> ToolShape {
    ToolShape(
      name: profile, profile: profile, request: chatRequest(url),
      answered: { wrapped($0, completion("stop")) },
      cutShort: { wrapped($0, completion("length")) },
      failed: {
        #"{"custom_id":"\#($0)","response":{"status_code":429,"body":{"error":{"code":"slow","#
          + #""message":"too fast"}}},"error":null}"#
      }, code: "slow", status: "429")
  }

  private static func chatRequest(_ url: String) -> @Sendable (String) -> String {
    {
      #"{"custom_id":"\#($0)","method":"POST","url":"\#(url)","body":{"model":"m","max_tokens":10,"#
        + #""messages":[{"role":"user","content":"q"}]}}"#
    }
  }

  @Sendable private static func bareRequest(_ id: String) -> String {
    #"{"custom_id":"\#(id)","body":{"model":"m","max_tokens":10,"messages":[]}}"#
  }

  private static func wrapped(_ id: String, _ body: String) -> String {
    #"{"custom_id":"\#(id)","response":{"status_code":200,"request_id":"r","body":\#(body)},"#
      + #""error":null}"#
  }

  private static func completion(_ reason: String) -> String {
    #"{"id":"c","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"#
      + #""finish_reason":"\#(reason)"}],"usage":{"prompt_tokens":3,"completion_tokens":4}}"#
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  private static func message(_ id: String, _ reason: String) -> String {
    #"{"custom_id":"\#(id)","result":{"type":"succeeded","message":{"id":"m","type":"message","#
      + #""content":[{"type":"text","text":"Hi"}],"stop_reason":"\#(reason)","#
      + #""usage":{"input_tokens":3,"output_tokens":4}}}}"#
  }

  private static func candidate(_ reason: String) -> String {
    #"{"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":"\#(reason)"}],"#
      + #""usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":4}}"#
  }

  private static func vertex(_ id: String) -> String {
    #"{"contents":[],"labels":{"custom_id":"\#(id)"},"generationConfig":{"maxOutputTokens":10}}"#
  }

  private static func bedrock(_ id: String, _ reason: String) -> String {
    #"{"recordId":"\#(id)","modelInput":{},"modelOutput":{"output":{"message":{"content":"#
      + #"[{"text":"Hi"}]}},"stopReason":"\#(reason)","usage":{"inputTokens":3,"outputTokens":4}}}"#
  }
}

/// Random numbers that are the same on every run of a test.
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
