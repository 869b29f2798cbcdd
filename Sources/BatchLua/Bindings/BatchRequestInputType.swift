extension ModelType {
  static let batchRequestInput = ModelType(
    type: .batchRequestInput,
    name: "BatchRequestInput",
    documentation: "One request: a line of a batch input file.",
    fields: [
      Field(
        "custom_id", .string,
        "Matches the result to the request; unique in the file and not empty."),
      Field("method", .method, "The HTTP method, always POST."),
      Field("url", .string, "The endpoint, such as /v1/chat/completions."),
      Field("body", .object, "The request itself, as the endpoint documents it."),
    ],
    methods: [.copy, .encode])
}
