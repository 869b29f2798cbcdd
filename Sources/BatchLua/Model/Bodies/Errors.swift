/// Bodies of responses that are not a success.
extension BodyType {
  static let errors: [BodyType] = [
    BodyType(
      "ErrorBody", "The body of a response with a status of 400 and above.",
      [BodyField("error", "openai.Error", "What went wrong.")],
      example: """
        local out = batch.BatchRequestOutput.decode([[{"custom_id": "a", "response": {
          "status_code": 400, "body": {"error": {"code": "x", "message": "no such model"}}}}]])
        local body = out.response.body ---@type openai.ErrorBody
        assert(body.error.message == "no such model")
        """),
    BodyType(
      "Error", "What went wrong with a request.",
      [
        BodyField("message", "string", "A text for people."),
        BodyField("type", "string?", "The kind of error, such as invalid_request_error."),
        BodyField("param", "string?", "The member of the request that caused it."),
        BodyField("code", "string|integer?", "A code for programs."),
      ]),
  ]
}
