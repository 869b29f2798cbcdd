internal import BatchLua

/// A script of the cookbook, scripts/examples. A test compares the list with the directory.
struct Recipe: Sendable {
  /// Its path relative to that directory.
  let path: String
  let summary: String

  var name: String {
    String((path.split(separator: "/").last ?? "").dropLast(".lua".count))
  }

  static let all: [Recipe] = [
    Recipe(
      path: "add-system-message.lua",
      summary: "Puts a system message first where a chat has none."),
    Recipe(
      path: "anonymise/anonymise.lua",
      summary: "Replaces e-mail addresses, card and phone numbers in all texts."),
    Recipe(
      path: "anthropic-results-to-openai/anthropic-results-to-openai.lua",
      summary: "Results of Anthropic's Message Batches become results of chat completions."),
    Recipe(
      path: "bedrock-results-to-openai/bedrock-results-to-openai.lua",
      summary: "Results of Bedrock jobs of the type Converse become results of chat completions."),
    Recipe(
      path: "chat-to-responses/chat-to-responses.lua",
      summary: "Chat-completions requests become requests for /v1/responses."),
    Recipe(
      path: "completions-to-chat/completions-to-chat.lua",
      summary: "Legacy completions become chat completions."),
    Recipe(
      path: "dedupe.lua",
      summary: "Keeps the first of the requests that ask for the same, whatever their ids."),
    Recipe(
      path: "fan-out.lua",
      summary: "Asks several models the same."),
    Recipe(
      path: "filter.lua",
      summary: "Keeps the requests whose custom_id begins with a prefix, as they are."),
    Recipe(
      path: "from-csv/from-csv.lua",
      summary: "Makes a request of each row of a CSV file."),
    Recipe(
      path: "from-prompts/from-prompts.lua",
      summary: "Makes a request of each line of a text file, with one system message for all."),
    Recipe(
      path: "gemini-results-to-openai/gemini-results-to-openai.lua",
      summary: "Results of Gemini's Batch API become results of chat completions."),
    Recipe(
      path: "inject-metadata.lua",
      summary: "Marks each request with the name of a job."),
    Recipe(
      path: "mistral-results-to-openai/mistral-results-to-openai.lua",
      summary: "Results of Mistral's batch jobs become results of chat completions."),
    Recipe(
      path: "openai-to-anthropic/openai-to-anthropic.lua",
      summary: "Chat-completions requests become lines for Anthropic's Message Batches."),
    Recipe(
      path: "openai-to-bedrock/openai-to-bedrock.lua",
      summary: "Chat-completions requests become lines for Bedrock jobs of the type Converse."),
    Recipe(
      path: "openai-to-gemini/openai-to-gemini.lua",
      summary: "Chat-completions requests become lines for Gemini's Batch API."),
    Recipe(
      path: "openai-to-mistral/openai-to-mistral.lua",
      summary: "Chat-completions requests become lines for Mistral's batch jobs."),
    Recipe(
      path: "renumber.lua",
      summary: "Gives each request a new custom_id: its number in the input."),
    Recipe(
      path: "results-to-text.lua",
      summary: "Takes the text of each answer out of a file of results."),
    Recipe(
      path: "sample/sample.lua",
      summary: "Keeps a random sample."),
    Recipe(
      path: "strip-images/strip-images.lua",
      summary: "Replaces inline images by a short text."),
    Recipe(path: "swap-model.lua", summary: "Sends every request to another model."),
    Recipe(
      path: "truncate/truncate.lua",
      summary: "Cuts long conversations to so many characters."),
  ]
}
