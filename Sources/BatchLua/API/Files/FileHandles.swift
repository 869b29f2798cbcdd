/// Readers and writers for the reference and the editor definitions.
extension HandleType {
  var object: HostObject {
    HostObject(
      name: key, className: name, documentation: documentation,
      fields: fields.map { field in
        HostObject.Property(
          name: field.name.rawValue, type: field.annotation, documentation: field.documentation)
      },
      example: example)
  }

  private var documentation: String {
    switch self {
    case .reader: "An open file of JSON Lines. A for loop over it gives its records."
    case .lines: "An open text file. A for loop over it gives its lines."
    case .csv: "An open CSV file. A for loop over it gives its rows."
    case .writer: "A file that is being written; it is put in place when the run succeeds."
    }
  }

  private var example: String {
    switch self {
    case .reader:
      """
      local results <close> = batch.reader("results.jsonl")
      for out in results do
        assert(out:ok() and out.line == results.line and results.file == "results.jsonl")
      end
      """
    case .lines:
      """
      local prompts <close> = batch.lines("prompts.txt")
      for prompt in prompts do assert(#prompt > 0 and prompts.line >= 1) end
      """
    case .csv:
      """
      local products <close> = batch.csv("products.csv")
      for row in products do assert(row.name == "Tea" and products.line == 2) end
      """
    case .writer:
      """
      local w <close> = batch.writer("values-{part}.jsonl", { type = "json", max_requests = 2 })
      for i = 1, 3 do w:write({ n = i }) end
      assert(w.count == 3 and w.bytes == 24 and w.part == 2 and w.path == "values-2.jsonl")
      """
    }
  }
}
