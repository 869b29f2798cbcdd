import BatchLua
import Foundation
import Testing

/// What went in is what came out, by ids and by bytes: thousands of random files for each tool, against
/// plain models of what they do.
@Suite struct ToolPropertyTests {
  private static let rounds = 2000
  private let scratch: Scratch
  private let shape = ToolShape.all[0]

  init() throws { scratch = try Scratch(isInMemory: true) }

  /// Makes lines and files as they come from anywhere.
  private struct Maker {
    var random: SeededNumbers

    init(_ seed: UInt64) { random = SeededNumbers(seed) }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    mutating func isRare(_ share: Int) -> Bool { number(1...share) == 1 }

    /// A line with blanks before it, behind it and in it.
    mutating func spaced(_ line: String) -> String {
      let blanks = ["", "", " ", "\t", "  "]
      let (before, inside, behind) = (
        blanks.randomElement(using: &random)!, blanks.randomElement(using: &random)!,
        blanks.randomElement(using: &random)!
      )
      return before + "{" + inside + line.dropFirst() + behind
    }

    /// The same lines, some with a bad one before them; the second list are the bad ones.
    mutating func spoiled(_ lines: [String]) -> (all: [String], bad: [String]) {
      var (all, bad) = ([] as [String], [] as [String])
      for line in lines {
        if isRare(12) {
          bad.append(["{oops", "[1]", "{}", "7 ", "\"x"].randomElement(using: &random)!)
          all.append(bad[bad.count - 1])
        }
        all.append(line)
      }
      return (all, bad)
    }

    mutating func file(_ lines: [String]) -> String {
      let end = isRare(3) ? "\r\n" : "\n"
      var text = isRare(8) ? "\u{FEFF}" : ""
      for line in lines {
        if isRare(9) { text += end }
        text += line + end
      }
      if isRare(4) && text.hasSuffix(end) { text.removeLast() }
      return text
    }

    /// A result of an id: whether it is an answer, and the text of that.
    mutating func result(_ id: String, _ shape: ToolShape) -> Result {
      let isGood = number(0...2) > 0
      let text = "t\(number(0...999_999))"
      let line = isGood ? shape.answered(id).replacing("Hi", with: text) : shape.failed(id)
      return Result(id: id, isGood: isGood, text: text, line: spaced(line))
    }
  }

  private struct Result {
    let id: String
    let isGood: Bool
    let text: String
    let line: String
  }

  /// Of each id the result that counts.
  private func best(_ results: [Result]) -> [String: Result] {
    var best: [String: Result] = [:]
    for result in results {
      if let old = best[result.id], old.isGood, !result.isGood { continue }
      best[result.id] = result
    }
    return best
  }

  private func lines(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }

  private func policy() -> LinePolicy {
    var policy = LinePolicy()
    policy.onError = .quarantine
    policy.rejects = scratch.place("bad.jsonl")
    return policy
  }

  /// Requests, and some files of results of them and of others.
  private func batch(
    _ maker: inout Maker
  ) throws -> (ids: [String], requests: [String], files: [[Result]], bad: [String]) {
    let ids = (0..<maker.number(0...12)).map { "r\($0)" }
    let requests = ids.map { maker.spaced(shape.request($0)) }
    var files: [[Result]] = []
    var bad: [String] = []
    for number in 0..<maker.number(1...3) {
      var results: [Result] = []
      for id in ids + ["surplus"] where maker.isRare(2) {
        results.append(maker.result(id, shape))
      }
      results.shuffle(using: &maker.random)
      let spoiled = maker.spoiled(results.map(\.line))
      bad += spoiled.bad
      _ = try scratch.write(maker.file(spoiled.all), to: "out\(number).jsonl")
      files.append(results)
    }
    let spoiled = maker.spoiled(requests)
    _ = try scratch.write(maker.file(spoiled.all), to: "in.jsonl")
    return (ids, requests, files, bad + spoiled.bad)
  }

  private func places(_ files: [[Result]]) -> [Path] {
    files.indices.map { scratch.place("out\($0).jsonl") }
  }

  @Test func retry() throws {
    var maker = Maker(17)
    for round in 0..<Self.rounds {
      let (ids, requests, files, bad) = try batch(&maker)
      var options = RetryOptions(
        requests: ScanOptions(inputs: [scratch.place("in.jsonl")]), results: places(files))
      options.output = scratch.place("again.jsonl")
      options.lines = policy()
      let report = try Retry(options).execute()
      let best = best(files.flatMap { $0 })
      let left = zip(ids, requests).filter { best[$0.0]?.isGood != true }.map(\.1)
      #expect(try scratch.text("again.jsonl") == lines(left), "round \(round)")
      #expect(try scratch.text("bad.jsonl") == lines(bad), "round \(round)")
      #expect(report.requests == ids.count && report.written == left.count)
      #expect(report.answered == ids.count - left.count && report.rejected == bad.count)
      #expect(report.results == files.joined().count)
    }
  }

  @Test func join() throws {
    var maker = Maker(18)
    for round in 0..<Self.rounds {
      let (ids, _, files, bad) = try batch(&maker)
      var options = JoinOptions(
        requests: ScanOptions(inputs: [scratch.place("in.jsonl")]), results: places(files))
      options.output = scratch.place("table.csv")
      options.lines = policy()
      let report = try Join(options).execute()
      let best = best(files.flatMap { $0 })
      let rows = ids.map { id in
        guard let result = best[id] else { return "\(id),,,,,,no_result,there is no result" }
        return result.isGood
          ? "\(id),200,\(result.text),stop,3,4,," : "\(id),429,,,,,slow,too fast"
      }
      let table = [Join.defaultColumns.joined(separator: ",")] + rows
      #expect(try scratch.text("table.csv") == lines(table), "round \(round)")
      #expect(try scratch.text("bad.jsonl") == lines(bad), "round \(round)")
      #expect(report.missing == ids.filter { best[$0] == nil }.count)
      #expect(report.surplus == (best["surplus"] == nil ? 0 : 1))
    }
  }

  @Test func mergeResults() throws {
    var maker = Maker(19)
    for round in 0..<Self.rounds {
      let (_, _, files, _) = try batch(&maker)
      var options = MergeOptions(inputs: ScanOptions(inputs: places(files)))
      options.output = scratch.place("all.jsonl")
      options.type = .output
      options.lines = policy()
      let report = try Merge(options).execute()
      let all = files.flatMap { $0 }
      let best = best(all)
      var seen: Set<String> = []
      let order = all.map(\.id).filter { seen.insert($0).inserted }
      let expected = order.map { best[$0]!.line }
      #expect(try scratch.text("all.jsonl") == lines(expected), "round \(round)")
      #expect(report.written == order.count && report.repeated == all.count - order.count)
    }
  }

  @Test func mergeRequests() throws {
    var maker = Maker(20)
    for round in 0..<Self.rounds {
      let ids = ["a", "a-2", "a-3", "a-2-2", "b", "c", "d", "e"]
      var all: [(id: String, line: String)] = []
      var paths: [Path] = []
      for number in 0..<maker.number(1...3) {
        let file = (0..<maker.number(0...7)).map { _ in
          let id = ids.randomElement(using: &maker.random)!
          let line = shape.request(id).replacing(":10", with: ":\(maker.number(1...99_999))")
          return (id: id, line: maker.spaced(line))
        }
        all += file
        let name = "in\(number).jsonl"
        paths.append(Path(try scratch.write(maker.file(file.map(\.line)), to: name)))
      }
      var options = MergeOptions(inputs: ScanOptions(inputs: paths))
      options.ids = MergeOptions.IDs.allCases[round % 4]
      options.output = scratch.place("all.jsonl")
      _ = try scratch.write("old", to: "all.jsonl")
      let first = all.indices.filter { n in !all[..<n].contains { $0.id == all[n].id } }
      let last = all.indices.filter { n in !all[(n + 1)...].contains { $0.id == all[n].id } }
      if options.ids == .error && first.count < all.count {
        #expect(throws: RunError.self) { try Merge(options).execute() }
        #expect(try scratch.text("all.jsonl") == "old")
        continue
      }
      let report = try Merge(options).execute()
      let text = try scratch.text("all.jsonl")
      switch options.ids {
      case .first: #expect(text == lines(first.map { all[$0].line }), "round \(round)")
      case .last: #expect(text == lines(last.map { all[$0].line }), "round \(round)")
      case .error: #expect(text == lines(all.map(\.line)), "round \(round)")
      case .suffix:
        let found = text.split(separator: "\n").map(String.init)
        #expect(found.count == all.count && report.renamed == all.count - first.count)
        let renamed = zip(all, found).map { old, new in
          new.replacing(#"id":"\#(id(of: new))""#, with: #"id":"\#(old.id)""#)
        }
        #expect(renamed == all.map(\.line), "round \(round)")
        #expect(Set(found.map(id)).count == all.count)
        #expect(first.allSatisfy { found[$0] == all[$0].line })
      }
    }
  }

  private func id(of line: String) -> String {
    String(line.drop { $0 != ":" }.dropFirst(2).prefix { $0 != "\"" })
  }

  /// All records of both files are counted, and none that is the same but for blanks is told.
  @Test func diff() throws {
    var maker = Maker(21)
    func line(_ id: String, _ number: Int) -> String {
      maker.spaced(#"{"custom_id":"\#(id)","body":{"n":\#(number)}}"#)
    }
    for round in 0..<Self.rounds {
      let old = (0..<maker.number(0...10)).map { "r\($0)" }
      var new = old.filter { _ in maker.number(0...4) > 0 }
      if maker.isRare(2) { new.shuffle(using: &maker.random) }
      for number in 0..<maker.number(0...3) {
        new.insert("n\(number)", at: maker.number(0...new.count))
      }
      let changed = Set(new.filter { old.contains($0) && maker.isRare(3) })
      let (first, second) = (
        old.map { line($0, 1) }, new.map { line($0, changed.contains($0) ? 2 : 1) }
      )
      var options = DiffOptions(
        old: Path(try scratch.write(maker.file(first), to: "a.jsonl")),
        new: Path(try scratch.write(maker.file(second), to: "b.jsonl")))
      options.output = scratch.place("diff")
      let report = try Diff(options).execute()
      let common = old.filter(new.contains)
      let places = common.map { new.firstIndex(of: $0)! }
      #expect(report.old == old.count && report.new == new.count, "round \(round)")
      #expect(report.added == new.count - common.count && report.changed == changed.count)
      #expect(report.removed == old.count - common.count)
      #expect(report.moved == common.count - Self.longestAscent(places), "round \(round)")
      let told = try scratch.text("diff").split(separator: "\n").filter { $0.first != " " }
      #expect(told.count == report.added + report.removed + report.changed + report.moved)
    }
  }

  private static func longestAscent(_ numbers: [Int]) -> Int {
    var best: [Int] = []
    for number in numbers {
      best.append((zip(numbers, best).filter { $0.0 < number }.map(\.1).max() ?? 0) + 1)
    }
    return best.max() ?? 0
  }
}
