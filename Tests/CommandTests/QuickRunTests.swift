import ArgumentParser
import Testing

@testable import BatchLuaCommand

/// What `run` takes without the parser is what the parser makes of it.
@Suite struct QuickRunTests {
  /// Values for each option that takes one; the others are flags.
  private static let options: [(names: [String], values: [String])] = [
    (["-e"], ["body.n = 1", "a b"]), (["-o", "--output"], ["out.jsonl", "-", ""]),
    (["--max-requests"], ["7"]), (["--max-bytes"], ["20MB"]), (["-D"], ["a=1", "b", "c=-1"]),
    (["--from"], ["csv", "text"]), (["--separator"], [";"]),
    (["--type"], ["json"]), (["--profile"], ["vllm", "é"]), (["--max-line"], ["1GiB"]),
    (["--to"], ["csv", "json"]), (["--on-error"], ["skip"]), (["--rejects"], ["r.jsonl"]),
    (["--max-errors"], ["3"]), (["--rejected-exit"], ["0", "1"]), (["-L"], ["lib", "lib2"]),
    (["--timeout"], ["0.5"]), (["--max-memory"], ["1G"]), (["--jobs"], ["4"]),
    (["--color"], ["never"]), (["--sandbox"], []), (["--allow-io"], []), (["-q", "--quiet"], []),
    (["-n"], []), (["--head"], ["3"]), (["--sample"], ["4"]), (["--seed"], ["5"]),
    (["--progress"], ["json"]), (["--dry-run"], []), (["--diff"], ["5"]), (["--strict"], []),
    (["--summary"], []),
    (["-i", "--in-place"], []), (["--output-dir"], ["out"]), (["--report"], ["r.json"]),
    (["--shard"], ["2"]), (["--timings"], []), (["--diagnostics"], ["json"]),
  ]

  private static func both(_ arguments: [String]) throws -> (quick: String?, parsed: String?) {
    (
      RunChoices(quickly: arguments).map { "\($0)" },
      (try? RunCommand.parse(arguments).choices).map { "\($0)" }
    )
  }

  @Test func eachOptionIsTaken() throws {
    let help = Main.helpMessage(for: RunCommand.self, columns: 200)
    let names = help.matches(of: /(?m)^  (-[^ <,]+(?:, -[^ <,]+)*)/)
      .flatMap { $0.output.1.split(separator: ", ").map(String.init) }
    #expect(
      Set(names).subtracting(["-h", "--help", "--version"])
        == Set(Self.options.flatMap(\.names)))
    for (names, values) in Self.options {
      for name in names {
        let joined = values.isEmpty ? [] : ["\(name)=\(values[0])"]
        let all = [values.isEmpty ? [name] : values.flatMap { [name, $0] }, joined]
        for words in all where !words.isEmpty && (name.hasPrefix("--") || words != joined) {
          // Rows have a separator, and a sandbox no io.
          let more = ["--separator": ["--to", "csv"], "--seed": ["--sample", "2"]][name] ?? []
          let inputs = name == "-n" ? [] : ["in.jsonl"]
          let found = try Self.both(words + more + (name == "-e" ? [] : ["s.lua"]) + inputs)
          #expect(
            found.quick != nil && found.quick == found.parsed,
            "\(words): run scripts/quick-run")
        }
      }
    }
  }

  /// What is wrong, or special, is left to the parser: what is taken is the same as there.
  @Test(arguments: [
    [], ["-"], ["s.lua", "-", "x"], ["-e", "true", "-"], ["-e", "-1"], ["-e"], ["-e="],
    ["s", "--"], ["--", "-x"], ["s", "--to", "--from"], ["s", "--to="], ["s", "--to", "nothing"],
    ["s", "-ofile"], ["s", "-o=file"], ["s", "-qq"], ["s", "-q", "-q"], ["s", "--quiet=yes"],
    ["s", "--jobs", "x"], ["s", "--jobs", "0"], ["s", "--jobs", "+2"],
    ["s", "--jobs", "2", "--jobs", "x"],
    ["s", "--max-errors", "99999999999999999999"], ["s", "--sandbox", "--allow-io"],
    ["s", "--help"], ["--version"], ["s", "--out", "x"], ["s", "-o", "-"], ["s", "-o", "--", "x"],
    ["s", "--rejected-exit", "2"], ["s", "--separator", ";"], ["s", "--timeout", "never"],
    ["s", "--timeout=-1"], ["s", "--max-memory", "much"], ["", "x"], ["s", "--=x"], ["s", "-"],
  ])
  func restIsLeft(arguments: [String]) throws {
    let found = try Self.both(arguments)
    if let quick = found.quick { #expect(quick == found.parsed) }
  }

  @Test func mixturesAreTheSame() throws {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<100 {
      var arguments = ["s.lua"]
      for _ in 0..<Int.random(in: 0...6, using: &random) {
        let option = Self.options.randomElement(using: &random)!
        let name = option.names.randomElement(using: &random)!
        arguments.append(name)
        if let value = option.values.randomElement(using: &random) { arguments.append(value) }
        if Bool.random(using: &random) { arguments.append("in.jsonl") }
      }
      let found = try Self.both(arguments)
      #expect(found.quick == found.parsed, "\(arguments)")
    }
  }
}
