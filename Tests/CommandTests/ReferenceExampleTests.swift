import Testing

@testable import BatchLua
@testable import BatchLuaReference

/// Every example of the reference runs as a script in a folder of its own.
struct ReferenceExampleTests {
  private static let names = TopicGroup.all.flatMap(\.topics).filter { $0.example != nil }
    .map(\.name)

  @Test(arguments: names) func example(name: String) throws {
    let topic = try #require(TopicGroup.all.flatMap(\.topics).first { $0.name == name })
    let launch = try Launch()
    for (name, text) in Self.files { try launch.write(text, to: name) }
    let code = try #require(topic.example)
    let takesRecords = code.contains("transform") || code.contains("function filter")
    let isComplete = takesRecords || code.contains("function begin")
    try launch.write(isComplete ? code : code + "\nfunction begin() end", to: "example.lua")
    let result =
      takesRecords
      ? try launch.batchlua("run", "example.lua", "requests.jsonl")
      : try launch.batchlua("run", "example.lua")
    #expect(result.code == 0, "\(result.error)")
  }

  /// What examples may read.
  private static let files = [
    "requests.jsonl": (1...3).map { number in
      #"{"custom_id":"r\#(number)","method":"POST","url":"/v1/chat/completions","#
        + #""body":{"model":"gpt-5","messages":[{"role":"user","content":"Hi"}]}}"# + "\n"
    }.joined(),
    "results.jsonl": #"{"id":"b","custom_id":"r1","response":{"status_code":200,"#
      + #""request_id":"q","body":{"choices":[{"index":0}]}},"error":null}"# + "\n",
    "ids.jsonl": "{\"id\":1}\n{\"id\":2}\n",
    "prompts.txt": "One\nTwo\n",
    "products.csv": "name,price\nTea,3\n",
    "system.txt": "Be brief.\n",
  ]
}
