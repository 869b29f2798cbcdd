package import BatchLua

/// What a recipe is made of: its script, the command that runs it, and its inputs.
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

  /// Where its files are in scripts/examples: "", "retry/".
  private var folder: String { String(path.dropLast(name.count + ".lua".count)) }

  /// The words of the command in its second line, behind `batchlua run`: those before the name of
  /// the script as they stand there, and those behind it.
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

  /// What its test has in `args`.
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

  /// The options of the command that say what is read and written: `--type`, `--from`, `--to`.
  var framing: [(option: String, value: String)] {
    let words = ShellWords.split(command.options) ?? []
    return zip(words, words.dropFirst()).filter { ["--type", "--from", "--to"].contains($0.0) }
      .map { (option: $0.0, value: $0.1) }
  }
}

/// A script of the cookbook that is run without a copy of it.
package struct ScriptRecipe: Sendable {
  private let recipe: Recipe

  /// Throws when there is none of this name, which may begin with "@"; `NewScript.recipes` has all.
  package init(_ name: String) throws(RunError) {
    recipe = try Recipe.named(name.hasPrefix("@") ? String(name.dropFirst()) : name)
  }

  /// The script; messages call it `@dedupe`.
  package var script: RunOptions.Script { .source(recipe.text, name: "@\(recipe.name)") }

  /// Sets what it reads and writes, which the command in its second line says.
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
