import BatchModel
import Foundation
import Testing

private let recordedFiles = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .appending(path: "../shared/fixtures").standardizedFileURL

/// Files recorded from real services, which lie beside the package where they are at hand.
///
/// Left out, because they are of other shapes: the Anthropic, Gemini and Vertex files, those with
/// partial requests (bodies only), and those that were pretty-printed. The two files called invalid
/// are valid lines with bodies that the service refuses.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: recordedFiles.path)))
struct RecordedFilesTests {
  @Test(arguments: [
    ("bespokelabsai-curator/openai.basic_batch_completion.input1.jsonl", 3),
    ("bespokelabsai-curator/openai.basic_batch_resume.input1.jsonl", 3),
    ("bespokelabsai-curator/openai.batch_cancel.input1.jsonl", 3),
    ("bespokelabsai-curator/openai.failed_request_batch_resume.input1.jsonl", 1),
    ("bespokelabsai-curator/openai.resubmission_batch_completion.input1.jsonl", 3),
    ("bespokelabsai-curator/openai.resubmission_batch_completion.input2.jsonl", 1),
    ("bespokelabsai-curator/openai.resubmission_batch_completion.input3.jsonl", 1),
    ("langbatch/chat_completion_batch.jsonl", 8),
    ("langbatch/chat_completion_batch_bedrock.jsonl", 104),
    ("langbatch/chat_completion_batch_empty.jsonl", 0),
    ("langbatch/chat_completion_batch_invalid.jsonl", 2),
    ("langbatch/chat_completion_batch_llama.jsonl", 7),
    ("langbatch/embedding_batch.jsonl", 3),
    ("langbatch/embedding_batch_empty.jsonl", 0),
    ("langbatch/embedding_batch_invalid.jsonl", 2),
    ("vllm/openai_example_batch.jsonl", 2),
    ("vllm/readme_embeddings_input.jsonl", 2),
    ("vllm/readme_score_input.jsonl", 2),
  ])
  func inputs(path: String, count: Int) throws {
    let lines = try Self.lines(path)
    #expect(lines.count == count)
    for line in lines {
      let input = try Self.roundTrip(BatchRequestInput.self, line)
      #expect(input.method == .post)
      #expect(input.additionalFields.isEmpty)
      guard case .object? = input.body else {
        Issue.record("no body in \(path)")
        continue
      }
    }
  }

  @Test(arguments: [
    ("bespokelabsai-curator/openai.basic_batch_completion.result1.jsonl", 3),
    ("bespokelabsai-curator/openai.basic_batch_resume.result1.jsonl", 3),
    ("bespokelabsai-curator/openai.failed_request_batch_resume.result1.jsonl", 1),
    ("bespokelabsai-curator/openai.resubmission_batch_completion.result1.jsonl", 2),
    ("bespokelabsai-curator/openai.resubmission_batch_completion.result2.jsonl", 1),
    ("bespokelabsai-curator/openai.resubmission_batch_completion.result3.jsonl", 1),
    ("langbatch/embedding_batch_results.jsonl", 3),
    ("vllm/readme_score_output.jsonl", 2),
  ])
  func outputs(path: String, count: Int) throws {
    let lines = try Self.lines(path)
    #expect(lines.count == count)
    for line in lines {
      let output = try Self.roundTrip(BatchRequestOutput.self, line)
      #expect(output.id != nil)
      #expect(output.response?.statusCode != nil)
      #expect(output.response?.requestID != nil)
      #expect(output.additionalFields.isEmpty)
      #expect(output.error == nil)
    }
  }

  @Test func outputsWithErrors() throws {
    let outputs = try Self.lines("langbatch/chat_completion_batch_results.jsonl").map {
      try Self.roundTrip(BatchRequestOutput.self, $0)
    }
    #expect(outputs.map(\.response?.statusCode) == [200, 200, nil, nil])
    #expect(outputs.map(\.error?.code) == [nil, nil, .int(500), .int(500)])
  }

  @Test func outputsOfTheLegacyShape() throws {
    let lines = try Self.lines("vllm/readme_chat_output_legacy_shape.jsonl")
    #expect(lines.count == 2)
    for line in lines {
      let output = try Self.roundTrip(BatchRequestOutput.self, line)
      #expect(output.response?.statusCode == nil)
      #expect(output.response?.additionalFields["object"] == .string("chat.completion"))
    }
  }

  @Test(arguments: [
    ("basic_batch_completion", BatchStatus.completed), ("basic_batch_resume", .completed),
    ("batch_cancel", .cancelling), ("failed_request_batch_resume", .completed),
    ("resubmission_batch_completion", .completed),
  ])
  func batches(name: String, status: BatchStatus) throws {
    let data = try Data(
      contentsOf: recordedFiles.appending(
        path: "bespokelabsai-curator/openai.\(name).batch_object.json"))
    let batch = try Self.roundTrip(Batch.self, data)
    #expect(batch.status == status)
    #expect(batch.requestCounts != nil)
    #expect(batch.additionalFields.isEmpty)
  }

  /// The lines of a file that are not blank.
  static func lines(_ path: String) throws -> [Data] {
    try Data(contentsOf: recordedFiles.appending(path: path)).split(separator: 0x0a)
  }

  /// Reads a value, checks that it is written as the JSON it was read from, and returns it.
  static func roundTrip<T: Codable>(_ type: T.Type, _ json: Data) throws -> T {
    let value = try JSONDecoder().decode(type, from: json)
    #expect(try encode(value) == JSONDecoder().decode(JSONValue.self, from: json))
    return value
  }
}
