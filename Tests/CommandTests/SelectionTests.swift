import Foundation
import Testing

/// `-n`, `--head`, `--sample` and `--dry-run`.
@Suite struct SelectionTests {
  let tool: Tool

  init() throws {
    tool = try Tool()
    try tool.write(Tool.requests(40), to: "in.jsonl")
    try tool.write(
      "stateless = true\nfunction transform(r) r.body.model = r.line .. ' ' .. r.index end",
      to: "s.lua")
  }

  private func lines(_ numbers: some Sequence<Int>) -> String {
    numbers.map { Tool.request("r\($0)", model: "\($0) \($0)") + "\n" }.joined()
  }

  @Test(arguments: [[], ["--jobs", "3"], ["--sandbox"]])
  func head(options: [String]) throws {
    for count in [0, 1, 3, 40, 50] {
      let result = try tool.run(
        command: ["run", "--head", "\(count)"] + options + ["s.lua", "in.jsonl"])
      #expect(result.code == 0)
      #expect(result.output == lines(1..<min(count, 40) + 1), "\(result.error)")
    }
  }

  /// What stands behind is not looked at: neither bad lines nor files that are not there.
  @Test func headIsTheEnd() throws {
    try tool.write(Tool.requests(2) + "no JSON\n", to: "bad.jsonl")
    let result = try tool.run("--head", "2", "s.lua", "bad.jsonl", "none.jsonl")
    #expect(result.code == 0 && result.output == lines(1...2), "\(result.error)")
    let bad = try tool.run("--head", "3", "s.lua", "bad.jsonl", "none.jsonl")
    #expect(bad.code == 4 && bad.error.contains("input bad.jsonl:3"), "\(bad.error)")
    let skipped = try tool.run(
      "--head", "3", "--on-error", "skip", "--summary", "s.lua", "bad.jsonl", "in.jsonl")
    #expect(skipped.code == 1 && skipped.error.contains("read 3, written 2, dropped 0, rejected 1"))
  }

  /// What was read ahead, behind the last record that was taken, does not count.
  @Test(arguments: [
    (["--head", "2", "-e", "true"], 2), (["--head", "0", "-e", "true"], 0),
    (["-e", "if req.line == 2 then batch.stop() end"], 2),
    (["--head", "2", "--sandbox", "-e", "true"], 2), (["--head", "500", "-e", "true"], 40),
  ]) func bytesAreThoseOfTheRecordsTaken(options: [String], count: Int) throws {
    let input = Tool.requests(40)
    let result = try tool.run(
      command: ["run", "--summary", "--jobs", "1"] + options + ["-"], input: input)
    let size = input.split(separator: "\n").prefix(count).reduce(0) { $0 + $1.utf8.count + 1 }
    #expect(result.error.contains("read \(count), written \(count), "), "\(result.error)")
    #expect(result.error.contains("; \(size) bytes in, \(size) out; "), "\(result.error)")
  }

  /// Large records are worked on in parts of a chunk, of which none is lost or seen twice.
  @Test func headOfChunksThatAreSplit() throws {
    try tool.write(
      "function transform(r) r.body.x = string.rep('x', 1 << 20) end", to: "large.lua")
    let result = try tool.run("--head", "23", "large.lua", "in.jsonl")
    #expect(result.code == 0)
    let ids = result.output.split(separator: "\n").map { $0.prefix(20) }
    #expect(ids.count == 23 && Set(ids).count == 23)
  }

  @Test(arguments: [[], ["--jobs", "3"], ["--sandbox"]])
  func sampleIsTheSameEachTime(options: [String]) throws {
    func sample(_ count: Int, _ seed: Int, _ input: String = "in.jsonl") throws -> String {
      let result = try tool.run(
        command: ["run", "--sample", "\(count)", "--seed", "\(seed)"] + options
          + ["s.lua", input], input: Tool.requests(40))
      #expect(result.code == 0, "\(result.error)")
      return result.output
    }
    let once = try sample(7, 1)
    #expect(try sample(7, 1) == once)
    #expect(try sample(7, 1, "-") == once)
    #expect(try sample(7, 2) != once)
    #expect(try sample(0, 1) == "" && sample(40, 1) == lines(1...40))
    #expect(try sample(99, 1) == lines(1...40))
    let numbers = once.split(separator: "\n").compactMap { line in
      (1...40).first { line.contains("\"r\($0)\"") }
    }
    #expect(numbers.count == 7 && once == lines(numbers) && numbers == numbers.sorted())
  }

  /// Each record is taken about as often as another.
  @Test func samplesAreFair() throws {
    var counts = [Int](repeating: 0, count: 41)
    for seed in 0..<60 {
      let result = try tool.run(
        "--sample", "10", "--seed", "\(seed)", "-e",
        "print(req.index) return false", "in.jsonl")
      for number in result.error.split(separator: "\n").compactMap({ Int($0) }) {
        counts[number] += 1
      }
    }
    #expect(counts.reduce(0, +) == 600)
    // 15 each, give or take 3.4.
    for number in 1...40 { #expect((2...32).contains(counts[number]), "\(number)") }
  }

  @Test func samplesOfPipesAndOfRows() throws {
    let pipe = try tool.run(
      command: ["--sample", "3", "s.lua", "-"], input: Tool.requests(40),
      through: ["/bin/sh", "-c", #"program=$0; cat | "$program" run "$@""#])
    let file = try tool.run("--sample", "3", "s.lua", "in.jsonl")
    #expect(pipe.code == 0 && pipe.output == file.output, "\(pipe.error)")
    try tool.write("a,b\n" + (1...20).map { "\($0),x\n" }.joined(), to: "in.csv")
    let rows = try tool.run(
      "--sample", "4", "--from", "csv", "--to", "csv", "-e", "req", "in.csv")
    #expect(rows.output.hasPrefix("a,b\n") && rows.output.split(separator: "\n").count == 5)
  }

  @Test func noInput() throws {
    try tool.write(
      "function begin() batch.emit(batch.BatchRequestInput{custom_id = 'a', "
        + "url = '/v1/chat/completions', body = {model = 'm', messages = {}}}) end\n"
        + "function transform() error('called') end", to: "make.lua")
    for options in [[], ["--sandbox"]] {
      let result = try tool.run(
        command: ["run", "-n"] + options + ["make.lua"], input: "never read")
      #expect(result.code == 0 && result.output.contains("\"custom_id\":\"a\""), "\(result.error)")
    }
    let idle = try tool.run("-n", "s.lua")
    #expect(idle.code == 3)
    #expect(idle.error.contains("s.lua defines neither begin nor finish, and there is no input"))
  }

  @Test func dryRunsWriteNothing() throws {
    try tool.write("as it was\n", to: "out.jsonl")
    try tool.write(
      "local w = batch.writer('more/w.jsonl') function transform(r) w:write(r) end", to: "w.lua")
    let result = try tool.run("--dry-run", "w.lua", "in.jsonl", "-o", "out.jsonl")
    #expect(result.code == 0 && result.output == "")
    #expect(
      result.error.hasPrefix("dry run: read 40, written 40 and 40 to 1 file of the script"),
      "\(result.error)")
    #expect(try tool.read("out.jsonl") == "as it was\n")
    #expect(tool.names == ["in.jsonl", "out.jsonl", "s.lua", "w.lua"])
    for options in [[], ["--sandbox"], ["--jobs", "2"]] {
      let dry = try tool.run(command: ["run", "--dry-run"] + options + ["s.lua", "in.jsonl"])
      #expect(dry.output == "" && dry.error.contains("dry run: read 40, written 40, dropped 0"))
    }
  }

  @Test func dryRunsSayWhatIsBad() throws {
    try tool.write(Tool.requests(2) + "no JSON\n", to: "bad.jsonl")
    let result = try tool.run("--dry-run", "s.lua", "bad.jsonl")
    #expect(result.code == 4 && result.error.contains("nothing is written by a dry run"))
    let rest = try tool.run(
      "--dry-run", "--on-error", "quarantine", "--rejects", "r.jsonl", "s.lua", "bad.jsonl", "-o",
      "part-{part}.jsonl", "--max-requests", "1")
    #expect(rest.code == 1 && rest.error.contains("read 3, written 2, dropped 0, rejected 1"))
    #expect(tool.names == ["bad.jsonl", "in.jsonl", "s.lua"])
  }

  @Test(arguments: [
    (["--head", "-1", "s.lua"], "error: "),
    (["--head", "1", "--sample", "1", "s.lua"], "error: --head and --sample do not go together"),
    (["--seed", "1", "s.lua"], "error: --seed goes with --sample"),
    (["--sample", "1", "--seed", "x", "s.lua"], "error: --seed takes a number from 0 to 2^64 - 1"),
    (
      ["-n", "s.lua", "in.jsonl"], "error: -n calls begin and finish of a SCRIPT: it takes no INPUT"
    ),
    (["-n", "-e", "true"], "error: -n calls begin and finish of a SCRIPT: it takes no -e"),
    (["-n", "--head", "1", "s.lua"], "error: -n reads no input"),
    (["--progress", "x", "s.lua"], "error: --progress takes auto, always, never or json, got 'x'"),
  ])
  func usage(arguments: [String], message: String) throws {
    let result = try tool.run(command: ["run"] + arguments)
    #expect(result.code == 2 && result.output == "")
    #expect(result.error.hasPrefix(message), "\(result.error)")
  }

  @Test func progressForPrograms() throws {
    let result = try tool.run("--progress", "json", "-q", "s.lua", "in.jsonl", "-o", "out.jsonl")
    let last = try #require(result.error.split(separator: "\n").last)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: Any])
    #expect(object["object"] as? String == "progress" && object["done"] as? Bool == true)
    #expect(object["read"] as? Int == 40 && object["written"] as? Int == 40)
    #expect(object["bytes_total"] as? Int == Tool.requests(40).utf8.count)
    let piped = try tool.run("--progress", "json", "s.lua", "-", input: Tool.requests(1))
    #expect(piped.error.contains(#""bytes_read":"#) && piped.error.contains(#""done":true"#))
    let never = try tool.run("--progress", "never", "s.lua", "in.jsonl", "-o", "out.jsonl")
    #expect(!never.error.contains("{"))
  }

  /// The last object of a tool says that it is done, and what was read.
  @Test(arguments: [
    ["validate", "in.jsonl"], ["stats", "in.jsonl"], ["merge", "in.jsonl"],
    ["split", "in.jsonl", "-o", "p{part}"], ["diff", "in.jsonl", "in.jsonl"],
    ["retry", "in.jsonl", "--results", "in.jsonl", "--on-error", "skip"],
    ["join", "in.jsonl", "--results", "in.jsonl", "--on-error", "skip"],
  ]) func progressOfToolsEnds(command: [String]) throws {
    let result = try tool.run(command: command + ["--progress", "json"])
    let objects = result.error.split(separator: "\n").filter { $0.hasPrefix("{\"object\"") }
    #expect(objects.count == 1, "\(result.error)")
    let last = try #require(objects.last)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: Any])
    let files = command.count { $0 == "in.jsonl" }
    #expect(object["done"] as? Bool == true && object["read"] as? Int == 40 * files)
    #expect(object["bytes_read"] as? Int == files * Tool.requests(40).utf8.count)
    #expect(object["bytes_total"] as? Int == files * Tool.requests(40).utf8.count)
  }

  /// A separator without rows is a mistake.
  @Test(arguments: [
    ["validate", "in.jsonl"], ["stats", "in.jsonl"], ["merge", "in.jsonl"],
    ["split", "in.jsonl", "-o", "p{part}"], ["diff", "in.jsonl", "in.jsonl"],
    ["retry", "in.jsonl", "--results", "in.jsonl"],
    ["join", "in.jsonl", "--results", "in.jsonl", "--to", "md"], ["run", "s.lua", "in.jsonl"],
  ]) func separatorsGoWithRows(command: [String]) throws {
    let result = try tool.run(command: command + ["--separator", ";"])
    #expect(result.code == 2 && result.error.hasPrefix("error: --separator goes with --from csv"))
    #expect(result.error.contains("batchlua \(command[0])"), "\(result.error)")
  }
}
