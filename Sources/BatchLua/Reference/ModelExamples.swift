extension ModelType {
  /// Lua code that shows the type; run by the tests.
  var example: String {
    switch type {
    case .batchRequest:
      """
      local request = batch.BatchRequest{
        input_file_id = "file-1", endpoint = batch.BatchEndpoint.embeddings,
        metadata = { job = "nightly" },
      }
      assert(request.completion_window == "24h")
      """
    case .batch:
      """
      local b = batch.Batch.decode(
        '{"id":"batch_1","status":"completed","request_counts":{"total":2,"failed":1}}')
      assert(b.status == batch.BatchStatus.completed and b.request_counts.failed == 1)
      """
    case .batchErrors:
      """
      local errors = batch.BatchErrors{
        data = { batch.BatchError{ code = "duplicate_custom_id", line = 2 } } }
      assert(errors.object == "list" and errors.data[1].line == 2)
      """
    case .batchError:
      """
      local problem = batch.BatchError{ code = "invalid_method", param = "method", line = 3 }
      assert(problem.message == nil)
      """
    case .batchRequestCounts:
      """
      local counts = batch.BatchRequestCounts{ total = 3, completed = 2 }
      assert(counts.failed == 0)
      """
    case .listBatchesResponse:
      """
      local page = batch.ListBatchesResponse.decode('{"data":[{"id":"batch_1"}],"has_more":true}')
      assert(page.data[1].id == "batch_1" and page.has_more)
      """
    case .batchRequestInput:
      """
      local req = batch.BatchRequestInput{
        custom_id = "a", url = batch.BatchEndpoint.embeddings,
        body = { model = "text-embedding-3-small", input = "x" },
      }
      assert(req.method == "POST" and req.body.input == "x")
      """
    case .batchRequestOutput:
      """
      local out = batch.BatchRequestOutput.decode(
        '{"custom_id":"a","response":{"status_code":200,"body":{"data":[1]}},"error":null}')
      assert(out:ok() and out.response.status_code == 200)
      """
    case .batchRequestOutputResponse:
      """
      local response = batch.BatchRequestOutputResponse{ status_code = 200, body = { x = 1 } }
      assert(response.body.x == 1)
      """
    case .batchRequestOutputError:
      """
      local problem = batch.BatchRequestOutputError{ code = "batch_expired", message = "Too late." }
      assert(problem.code == "batch_expired")
      """
    default: ""
    }
  }
}

extension NamedStrings {
  var example: String {
    """
    assert(batch.\(name).\(values[0].name) == "\(values[0].value)")
    assert(#batch.\(name).values == \(values.count))
    """
  }
}
