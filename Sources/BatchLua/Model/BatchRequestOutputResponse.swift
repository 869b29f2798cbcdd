extension ModelType {
  static let batchRequestOutputResponse = ModelType(
    type: .batchRequestOutputResponse,
    name: "BatchRequestOutputResponse",
    documentation: "The HTTP response to one request.",
    example:
      """
      local response = batch.BatchRequestOutputResponse{ status_code = 200, body = { x = 1 } }
      assert(response.body.x == 1)
      """,
    fields: [
      Field("status_code", .integer, "The HTTP status, 200 to 299 for success."),
      Field(
        "request_id", .optional(.string), "The service's id of the request, for its support.",
        initial: nil),
      Field("body", .json, "The response itself, as the endpoint documents it."),
    ])
}
