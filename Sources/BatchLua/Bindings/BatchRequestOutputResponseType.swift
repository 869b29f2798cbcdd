extension ModelType {
  static let batchRequestOutputResponse = ModelType(
    type: .batchRequestOutputResponse,
    name: "BatchRequestOutputResponse",
    documentation: "The HTTP response to one request.",
    fields: [
      Field("status_code", .integer, "The HTTP status, 200 to 299 for success."),
      Field("request_id", .optionalString, "The service's id of the request, for its support."),
      Field("body", .json, "The response itself, as the endpoint documents it."),
    ],
    methods: [.copy, .encode])
}
