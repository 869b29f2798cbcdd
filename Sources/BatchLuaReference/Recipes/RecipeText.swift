package import BatchLua

/// The contents of a recipe: its script, the command that runs it, and its inputs.
extension Recipe {
  /// The recipe of this name, with or without `.lua`.
  static func named(_ name: String) throws(RunError) -> Recipe {
    let bare = name.hasSuffix(".lua") ? String(name.dropLast(4)) : name
    if let recipe = all.first(where: { $0.name == bare }) { return recipe }
    let near: MessageText? = nearName(to: bare, among: all.map(\.name)).map {
      "did you mean '\($0)'?"
    }
    throw RunError(
      .usage, "there is no recipe '\(name)'; \(near ?? "'batchlua new --list' lists all")")
  }

  /// The script.
  var text: String { Self.text(of: path) ?? "" }

  private static func text(of path: String) -> String? { files.first { $0.path == path }?.text }

  /// The folder of its files in scripts/examples: "", "retry/".
  private var folder: String { String(path.dropLast(name.count + ".lua".count)) }

  /// The command in its second line, behind `batchlua run`: the text before the name of the script,
  /// and the words behind it.
  private var command: (options: String, inputs: [String]) {
    let lines = text.split(separator: "\n", maxSplits: 2)
    let start = "-- batchlua run "
    guard lines.count > 1, lines[1].hasPrefix(start) else { return ("", []) }
    let line = lines[1].dropFirst(start.count)
    var at = line.startIndex
    while at < line.endIndex, !line[at...].hasPrefix("\(name).lua") { at = line.index(after: at) }
    let inputs = line[at...].split(separator: " ").dropFirst().map(String.init)
    var options = String(line[..<at])
    while options.last == " " { options.removeLast() }
    return (options, inputs)
  }

  /// The arguments of its test.
  var arguments: String {
    ([command.options] + command.inputs.dropFirst()).filter { !$0.isEmpty }
      .joined(separator: " ")
  }

  /// The files that the command names, the first input as `in.jsonl`.
  var inputs: [(name: String, text: String)] {
    let (options, inputs) = command
    var found: [(name: String, text: String)] = []
    for (index, input) in inputs.enumerated() {
      let ending = input.split(separator: ".").last ?? "jsonl"
      if let text = Self.text(of: folder + input) {
        found.append((index == 0 ? "in.\(ending)" : input, text))
      }
    }
    for word in ShellWords.split(options) ?? [] {
      let file = String(word.split(separator: "=").last ?? "")
      if !inputs.contains(file), let text = Self.text(of: folder + file), !folder.isEmpty {
        found.append((file, text))
      }
    }
    return found
  }

  /// The options of the command for the types of input and output: `--type`, `--from`, `--to`.
  var framing: [(option: String, value: String)] {
    let words = ShellWords.split(command.options) ?? []
    return zip(words, words.dropFirst()).filter { ["--type", "--from", "--to"].contains($0.0) }
      .map { (option: $0.0, value: $0.1) }
  }
}

/// A script of the cookbook that is run by its name.
package struct ScriptRecipe: Sendable {
  private let recipe: Recipe

  /// Throws if there is no recipe of this name, which may begin with "@". `NewScript.recipes` lists
  /// all.
  package init(_ name: String) throws(RunError) {
    recipe = try Recipe.named(name.hasPrefix("@") ? String(name.dropFirst()) : name)
  }

  /// The script, with a name such as `@dedupe` in messages.
  package var script: RunOptions.Script { .source(recipe.text, name: "@\(recipe.name)") }

  /// Sets the types of input and output as the command in its second line does.
  package func apply(to options: inout RunOptions) {
    for (option, value) in recipe.framing {
      switch option {
      case "--type": options.recordType = RecordType(rawValue: value) ?? options.recordType
      case "--from": options.framing = InputFraming(rawValue: value) ?? options.framing
      default: options.outputForm = OutputForm(rawValue: value) ?? options.outputForm
      }
    }
  }
}
