package import BatchLua
internal import Glibc

/// Creates a new script, and the input of its test.
package struct NewScript: Sendable {
  /// The name of the script, with or without `.lua`.
  package var name: Path
  /// The recipe to copy, one of `recipes`; nil for a short script.
  package var recipe: String?

  /// Creates a script with this path.
  package init(_ name: Path) { self.name = name }

  /// The recipes of the cookbook, by name.
  package static var recipes: [(name: String, summary: String)] {
    Recipe.all.map { ($0.name, $0.summary) }
  }

  /// The script that is written.
  package var script: Path { base.appending(".lua") }
  /// The folder of its test.
  package var test: Path { base.appending(".test") }

  private var base: Path {
    name.hasSuffix(".lua") ? Path(bytes: name.bytes.dropLast(4)) : name
  }

  /// The folder of the script.
  package var folder: Path { base.parent }

  /// Writes all files or none, and replaces no existing file. Returns messages about the files.
  /// Does not write the expected output of the test; `ScriptTests` does.
  package func write() throws(RunError) -> [String] {
    for path in [script, test] where path.withCString({ access($0, F_OK) }) == 0 {
      throw RunError(.usage, "\(path) is there already, and is not replaced; take another name")
    }
    let first = base.name.first
    if first == nil || first == UInt8(ascii: "-") || first == UInt8(ascii: ".") {
      throw RunError(.usage, "a script needs a name such as swap-model, got '\(name)'")
    }
    let texts = try texts()
    try TextFiles.write(texts)
    return texts.map { "wrote \($0.path)" }
  }

  private func texts() throws(RunError) -> [(path: Path, text: String)] {
    let name = String(decoding: base.name, as: UTF8.self)
    guard let recipe else {
      return [
        (script, Self.template.replacing("NAME", with: name)),
        (test.child("in.jsonl"), Self.requests),
      ]
    }
    let found = try Recipe.named(recipe)
    var texts = [(script, found.text.replacing("\(found.name).lua", with: "\(name).lua"))]
    for (file, text) in found.inputs { texts.append((test.child(Path(file)), text)) }
    if !found.arguments.isEmpty { texts.append((test.child("args"), found.arguments + "\n")) }
    return texts
  }

  private static let template = """
    -- What NAME.lua does, in a line.
    -- batchlua run NAME.lua in.jsonl -o out.jsonl

    options = {
      model = { default = "gpt-5-mini", help = "the model that takes the place of the one in the file" },
    }

    ---@param req batch.BatchRequestInput
    function transform(req)
      req.body.model = args.model
    end

    """

  private static let requests = """
    {"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{"model":"m","messages":[{"role":"user","content":"What is a tide?"}]}}
    {"custom_id":"b","method":"POST","url":"/v1/chat/completions","body":{"model":"m","messages":[{"role":"user","content":"Why is the sky blue?"}],"seed":7}}

    """
}

extension String {
  fileprivate func replacing(_ part: String, with other: String) -> String {
    var text = ""
    var rest = self[...]
    while let next = rest.first {
      if rest.hasPrefix(part) {
        text += other
        rest = rest.dropFirst(part.count)
      } else {
        text.append(next)
        rest = rest.dropFirst()
      }
    }
    return text
  }
}
