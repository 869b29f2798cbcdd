extension ModelType {
  static let batchErrors = ModelType(
    type: .batchErrors,
    name: "BatchErrors",
    documentation: "What is wrong with an input file.",
    example:
      """
      local errors = batch.BatchErrors{
        data = { batch.BatchError{ code = "duplicate_custom_id", line = 2 } } }
      assert(errors.object == "list" and errors.data[1].line == 2)
      """,
    fields: [
      Field("object", .optional(.string), "Always list.", initial: #""list""#),
      Field("data", .optional(.list(.batchErrorList)), "The errors, in the order of lines."),
    ])

  static let batchError = ModelType(
    type: .batchError,
    name: "BatchError",
    documentation: "One thing that is wrong with an input file or record.",
    example:
      """
      local problem = batch.BatchError{ code = "invalid_method", param = "method", line = 3 }
      assert(problem.message == nil)
      """,
    fields: [
      Field("code", .optional(.string), "A code for programs, such as duplicate_custom_id."),
      Field("message", .optional(.string), "A text for people."),
      Field("param", .optional(.string), "The member that caused it, such as body.model."),
      Field("line", .optional(.integer), "The 1-based line of the input file."),
    ])
}
