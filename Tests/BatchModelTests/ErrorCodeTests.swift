import BatchModel
import Testing

@Suite struct ErrorCodeTests {
  struct Row {
    let error: ErrorCode
    let code: String
    let param: String?
    let message: String

    init(_ error: ErrorCode, _ code: String, _ param: String?, _ message: String) {
      (self.error, self.code, self.param, self.message) = (error, code, param, message)
    }
  }

  static let serviceTexts = [
    Row(.invalidJSONLine, "invalid_json_line", nil, "This line is not parseable as valid JSON."),
    Row(
      .missingRequiredParameter("url"), "missing_required_parameter", "url",
      "Missing required parameter: 'url'."),
    Row(
      .duplicateCustomID("a-1"), "duplicate_custom_id", "custom_id",
      "The custom_id 'a-1' for this request is a duplicate of another request. The custom_id "
        + "parameter must be unique for each request in a batch."),
    Row(
      .mismatchedModel("gpt-4o"), "mismatched_model", "body.model",
      "The model 'gpt-4o' for this request does not match the rest of the batch. Each batch must "
        + "contain requests for a single model."),
    Row(
      .invalidURL("/x", profile: "openai"), "invalid_url", "url",
      "The URL provided for this request does not match the batch endpoint: '/x' is none that the "
        + "profile openai takes."),
    Row(
      .streamingUnsupported, "streaming_unsupported", "body.stream",
      "Chat Completions: Streaming is not supported in the Batch API."),
    Row(
      .invalidRequest(missing: "model"), "invalid_request", "body.model",
      "Model parameter is required."),
    Row(
      .invalidRequest(missing: "messages"), "invalid_request", "body.messages",
      "Messages parameter is required."),
    Row(
      .emptyFile, "empty_file", nil,
      "The input file is empty. Please ensure that the batch contains at least one request."),
  ]

  static let ownTexts = [
    Row(
      .mismatchedURL("/x", first: "/y"), "invalid_url", "url",
      "The URL provided for this request does not match the batch endpoint: '/x' is another than "
        + "that of the first request, '/y'."),
    Row(
      .unknownParameter("body.x"), "unknown_parameter", "body.x", "Unknown parameter: 'body.x'."),
    Row(
      .invalidMethod("GET"), "invalid_method", "method",
      "The method 'GET' is not supported. Each request in a batch must use POST."),
    Row(
      .invalidType(param: "custom_id", expected: "a string", found: "an integer"), "invalid_type",
      "custom_id", "Invalid type for 'custom_id': expected a string, but got an integer."),
    Row(
      .invalidType(param: nil, expected: "an object", found: "an array"), "invalid_type", nil,
      "Invalid type for this line: expected an object, but got an array."),
    Row(
      .invalidCustomID("a b", rule: "^[a-z]$"), "invalid_custom_id", "custom_id",
      "The custom_id 'a b' for this request is none that the service takes: ^[a-z]$."),
    Row(
      .otherProfile(["mistral", "together"]), "other_profile", nil,
      "This line is as the profile mistral or together has it."),
    Row(
      .duplicateKey("body.model"), "duplicate_key", "body.model",
      "The key 'body.model' stands more than once; services read the last."),
    Row(
      .metadataWithoutStore, "invalid_request", "body.metadata",
      "The 'metadata' parameter is only allowed when 'store' is enabled."),
    Row(
      .tooManyRequests(count: 50001, limit: 50000), "too_many_requests", nil,
      "The input file contains 50001 requests. A batch may contain at most 50000 requests."),
    Row(
      .fileTooLarge(bytes: 12, limit: 10), "file_too_large", nil,
      "The input file is 12 bytes long. It may be at most 10 bytes long."),
    Row(
      .requestTooLarge(bytes: 12, limit: 10), "request_too_large", nil,
      "This request is 12 bytes long. It may be at most 10 bytes long."),
    Row(
      .tooManyEmbeddingInputs(count: 3, limit: 2), "too_many_embedding_inputs", "body.input",
      "The requests in this batch contain 3 embedding inputs. A batch may contain at most 2 "
        + "embedding inputs."),
    Row(
      .tooManyEmbeddingInputsInRequest(count: 3, limit: 2), "too_many_embedding_inputs",
      "body.input",
      "This request contains 3 embedding inputs. A request may contain at most 2 embedding inputs."),
  ]

  @Test(arguments: serviceTexts + ownTexts) func makesABatchError(row: Row) {
    #expect(
      row.error.error(line: 7)
        == BatchError(code: row.code, message: row.message, param: row.param, line: 7))
    #expect(row.error.error().line == nil)
  }

  @Test func azureHasNamesOfItsOwn() {
    let renamed = [
      "invalid_url": "url_mismatch", "mismatched_model": "model_mismatch",
      "too_many_requests": "too_many_tasks",
    ]
    for row in Self.serviceTexts + Self.ownTexts {
      let error = row.error.error(line: 1, profile: .azure)
      #expect(error.code == renamed[row.code] ?? row.code)
      #expect(error.message == row.message)
    }
  }
}
