import Testing

/// `batchlua help`.
struct HelpCommandTests {
  private let launch: Launch

  init() throws { launch = try Launch() }

  @Test func withoutATopicAllAreListed() throws {
    let result = try launch.batchlua("help")
    #expect(result.code == 0 && result.error == "")
    for text in [
      "USAGE: batchlua <subcommand>", "  run  ", "  json.decode  ", "  BatchRequestInput  ",
      "  values  ", "  record:copy  ", "  openai.ChatCompletion  ",
    ] {
      #expect(result.output.contains(text), "\(text)")
    }
  }

  @Test func topics() throws {
    let result = try launch.batchlua("help", "BatchRequestInput")
    #expect(result.code == 0 && result.error == "")
    #expect(result.output.contains("One request: a line of a batch input file."))
    #expect(result.output.contains("  custom_id  string\n"))
    #expect(result.output.contains("Example:\n"))
    for topic in ["json.decode", "BatchRequestInput.body", "record:copy", "values"] {
      #expect(try launch.batchlua("help", topic).code == 0, "\(topic)")
    }
  }

  @Test func profilesAndExamples() throws {
    let profiles = try launch.batchlua("help", "profiles").output
    for name in ["openai", "azure", "vllm", "generic"] {
      #expect(profiles.contains("\n  \(name) "), "\(name)")
    }
    #expect(profiles.contains("{custom_id, params}"))
    #expect(profiles.contains("50,000 requests, 200 MB"))
    let examples = try launch.batchlua("help", "examples").output
    #expect(examples.contains("from-csv/from-csv.lua"), "\(examples)")
    #expect(try launch.batchlua("help", "examples.sample").code == 0)
  }

  @Test(arguments: ["run", "types", "help"]) func commands(name: String) throws {
    let result = try launch.batchlua("help", name)
    #expect(result.code == 0 && result.error == "")
    #expect(result.output == (try launch.batchlua(name, "--help")).output)
  }

  @Test func unknownTopics() throws {
    let near = try launch.batchlua("help", "jsn.decode")
    #expect(near.code == 2 && near.output == "")
    #expect(near.error == "error: there is no topic 'jsn.decode'; did you mean 'json.decode'?\n")
    let command = try launch.batchlua("help", "rnu")
    #expect(command.error == "error: there is no topic 'rnu'; did you mean 'run'?\n")
    let far = try launch.batchlua("help", "no such thing")
    #expect(far.code == 2)
    #expect(far.error == "error: there is no topic 'no such thing'; 'batchlua help' lists all\n")
  }

  @Test func markdown() throws {
    let result = try launch.batchlua("help", "--markdown")
    #expect(result.code == 0)
    #expect(result.output.hasPrefix("# Lua reference\n"))
    #expect(try !launch.batchlua("help", "--help").output.contains("markdown"))
  }
}
