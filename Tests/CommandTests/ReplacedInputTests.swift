import Testing

/// What is no file of the same records never takes the place of an input.
@Suite struct ReplacedInputTests {
  private let tool: Tool

  init() throws {
    tool = try Tool()
    try tool.write(Tool.requests(3), to: "in.jsonl")
    try tool.write(Tool.requests(2), to: "other.jsonl")
  }

  @Test(arguments: [
    "validate in.jsonl -o in.jsonl", "validate --fix in.jsonl -o out.jsonl --map in.jsonl",
    "stats in.jsonl -o ./in.jsonl", "stats other.jsonl in.jsonl --html in.jsonl",
    "diff other.jsonl in.jsonl -o in.jsonl", "join in.jsonl --results other.jsonl -o in.jsonl",
    "join other.jsonl --results in.jsonl -o in.jsonl",
    "retry in.jsonl --results other.jsonl -o in.jsonl",
    "retry in.jsonl --results other.jsonl --on-error quarantine --rejects in.jsonl",
    "merge in.jsonl other.jsonl -o out.jsonl --on-error quarantine --rejects in.jsonl",
    "split in.jsonl part-1 -o part-{part} --max-requests 1",
  ])
  func anInputStays(command: String) throws {
    try tool.write(Tool.requests(1), to: "part-1")
    let words = command.split(separator: " ").map(String.init)
    let result = try tool.run(command: words)
    #expect(result.code == 2, "\(result.error)")
    #expect(result.error.contains("would replace an input"), "\(result.error)")
    #expect(try tool.read("in.jsonl") == Tool.requests(3))
    #expect(try tool.read("part-1") == Tool.requests(1))
  }
}
