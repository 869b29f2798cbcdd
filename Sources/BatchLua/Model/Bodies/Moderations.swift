/// Bodies of `/v1/moderations`.
extension BodyType {
  static let moderations: [BodyType] = [
    BodyType(
      "ModerationRequest", "The body of a request to /v1/moderations.",
      [
        BodyField("model", "string?", "The model, such as omni-moderation-latest."),
        BodyField(
          "input", "string|string[]|openai.ModerationPart[]", "One or more texts, or images too."),
      ],
      example: """
        local request = batch.BatchRequestInput{
          custom_id = "a", url = batch.BatchEndpoint.moderations, body = { input = "Hi" },
        }
        assert(#request:validate() == 0)
        """),
    BodyType(
      "ModerationPart", "A text or an image that is looked at.",
      [
        BodyField("type", "string", "text or image_url."),
        BodyField("text", "string?", "Of a text."),
        BodyField("image_url", "{ url: string }?", "Of an image: a URL or data URL."),
      ]),
  ]
}
