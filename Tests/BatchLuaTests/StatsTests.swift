import Foundation
import Testing

@testable import BatchLua

/// What is counted.
struct StatsTests {
  private func stats(
    _ text: String, _ change: (inout StatsOptions) -> Void = { _ in }
  ) throws -> StatsReport {
    let scratch = try Scratch()
    var options = StatsOptions(inputs: [Path(try scratch.write(text, to: "in.jsonl"))])
    change(&options)
    return try Stats(options).execute()
  }

  private static func request(_ id: Int, model: String = "m", text: String = "Hi") -> String {
    #"{"custom_id":"\#(id)","method":"POST","url":"/v1/chat/completions","body":{"model":"\#(model)","#
      + #""messages":[{"role":"user","content":"\#(text)"}]}}"# + "\n"
  }

  private static func result(_ id: Int, model: String, _ input: Int, _ output: Int) -> String {
    #"{"custom_id":"\#(id)","response":{"status_code":200,"body":{"model":"\#(model)","choices":"#
      + #"[{"message":{"content":"x"},"finish_reason":"stop"}],"usage":{"prompt_tokens":\#(input),"#
      + #""prompt_tokens_details":{"cached_tokens":\#(input / 2)},"completion_tokens":\#(output),"#
      + #""completion_tokens_details":{"reasoning_tokens":1}}}},"error":null}"# + "\n"
  }

  private static let failure =
    #"{"custom_id":"f","response":{"status_code":400,"body":{"error":{"code":"bad","message":"No."}}}}"#
    + "\n"

  @Test func requestsAreCounted() throws {
    let text = Self.request(1) + Self.request(2, model: "n") + "\n[1]\n" + Self.request(3)
    let report = try stats(text)
    #expect(report.requests == 3 && report.others == 1 && report.lines == 4)
    #expect(report.bytes == text.utf8.count)
    #expect(report.models.map(\.name) == ["m", "n"] && report.models.map(\.count) == [2, 1])
    #expect(report.urls.map(\.name) == ["/v1/chat/completions"])
    #expect(report.requestBytes?.least == Self.request(1).utf8.count)
    // Two bytes of text and a message.
    #expect(report.requestTokens?.median == 5 && report.requestTokens?.sum == 15)
    #expect(report.limits.first { $0.name == "requests" }?.used == 3)
    #expect(report.limits.first { $0.name == "bytes" }?.used == text.utf8.count)
  }

  @Test func tokensAreEstimated() throws {
    func tokens(_ body: String) throws -> Int? {
      let line = #"{"custom_id":"a","method":"POST","url":"/v1/embeddings","body":\#(body)}"#
      return try stats(line).requestTokens?.sum
    }
    #expect(try tokens(#"{"input":"abcdefgh"}"#) == 2)
    #expect(try tokens(#"{"input":["abcd","efgh"]}"#) == 2)
    #expect(try tokens(#"{"input":[1,2,3]}"#) == 3)
    #expect(try tokens(#"{"model":"abcdefgh","user":"abcdefgh"}"#) == 0)
    let image = #"{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAAAAAAAAAA"}}"#
    #expect(try tokens(#"{"messages":[{"role":"user","content":[\#(image)]}]}"#) == 4)
    #expect(try tokens(#"{"input":"","tools":["1234567890"]}"#) == 4)
  }

  @Test func spreadsAreByNearestRank() {
    func spread(_ values: [Int]) -> StatsReport.Spread? {
      var distribution = Distribution()
      for value in values { distribution.add(value) }
      return distribution.summary()
    }
    #expect(spread([]) == nil)
    let hundred = spread((1...100).reversed())
    #expect(hundred?.least == 1 && hundred?.most == 100)
    #expect(hundred?.median == 50 && hundred?.most95 == 95)
    #expect(hundred?.bars.map(\.count).reduce(0, +) == 100)
    #expect(hundred?.bars.first?.from == 1 && hundred?.bars.first?.to == 2)
    #expect(hundred?.bars.last?.from == 100)
    #expect(spread([7, 7, 7])?.bars.map(\.count) == [3])
    #expect(spread([0])?.bars.map(\.from) == [0])
    // Each number is in one bar, whatever they are.
    var random = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      let values = (0..<50).map { _ in
        Int.random(in: 0...Int.random(in: 1...1_000_000, using: &random), using: &random)
      }
      let bars = spread(values)?.bars ?? []
      for bar in bars {
        #expect(bar.count == values.count { $0 >= bar.from && $0 < bar.to })
      }
      #expect(bars.map(\.count).reduce(0, +) == 50)
      #expect(spread(values)?.median == values.sorted()[24])
    }
  }

  @Test func resultsAreCounted() throws {
    let expired =
      #"{"custom_id":"e","response":null,"error":{"code":"batch_expired","message":"x"}}"#
    let report = try stats(
      Self.result(1, model: "m", 10, 4) + Self.result(2, model: "n", 20, 6)
        + Self.result(3, model: "m", 30, 5) + Self.failure + Self.failure + expired + "\n")
    #expect(report.results == 6 && report.successes == 3)
    #expect(report.statuses.map { "\($0.name) \($0.count)" } == ["200 3", "400 2", "none 1"])
    #expect(report.failures.map { "\($0.code) \($0.count)" } == ["bad 2", "batch_expired 1"])
    #expect(report.failures[0].id == "f" && report.failures[0].message == "No.")
    #expect(report.finishReasons.map { "\($0.name) \($0.count)" } == ["stop 3"])
    #expect(report.usage.map(\.model) == ["m", "n"])
    #expect(report.usage[0].input == 40 && report.usage[0].cached == 20)
    #expect(report.usage[0].output == 9 && report.usage[0].reasoning == 2)
    #expect(report.problems.map(\.code) == ["bad", "bad", "batch_expired"])
    #expect(report.cost == nil)
  }

  /// Counts that no service gives end nothing: a sum stays at the largest number.
  @Test func countsBeyondAllNumbers() throws {
    for number in ["9223372036854775807", "-9223372036854775808"] {
      let line = Self.result(1, model: "m", 10, 4)
        .replacing(#""prompt_tokens":10"#, with: #""prompt_tokens":\#(number)"#)
        .replacing(#""cached_tokens":5"#, with: #""cached_tokens":\#(number)"#)
        .replacing(#""completion_tokens":4"#, with: #""completion_tokens":\#(number)"#)
      // Once with a member more, which the quick way does not take.
      let other = line.replacing(#""usage":{"#, with: #""usage":{"x":1,"#)
      for text in [line + line, other + other, line + other] {
        let scratch = try Scratch()
        let prices = Path(
          try scratch.write(#"{"*":{"input":1e308,"output":1e308}}"#, to: "prices.json"))
        let report = try stats(text) { $0.prices = prices }
        #expect(report.usage[0].input == Int(number) && report.usage[0].output == Int(number))
        #expect(report.usage[0].cached == Int(number))
        #expect(!report.text().isEmpty && !report.json.isEmpty && !StatsPage(report).text.isEmpty)
      }
    }
    for (amount, text) in [(-1e300, "-1e+300"), (-2.5, "-2.50"), (.infinity, "inf")] {
      #expect(Numbers.money(amount) == text)
    }
    #expect(Numbers.sum(.max, -1) == .max - 1 && Numbers.sum(-1, .min) == .min)
  }

  /// Messages, codes and ids of any length are kept in part.
  @Test func longTextsAreCut() throws {
    let text = String(repeating: "é", count: 50_000)
    let line = Self.failure.replacing("No.", with: text).replacing("\"bad\"", with: "\"\(text)\"")
      .replacing("\"f\"", with: "\"\(text)\"")
    let report = try stats(line + line)
    let kept = String(repeating: "é", count: 500) + "…"
    #expect(report.failures.map(\.message) == [kept] && report.failures[0].count == 2)
    #expect(report.failures[0].code == kept && report.failures[0].id == kept)
    #expect(report.problems.map(\.message) == [kept, kept] && report.problems[0].id == kept)
  }

  @Test func pricesMakeCosts() throws {
    let scratch = try Scratch()
    func cost(_ prices: String) throws -> [Double?] {
      let path = Path(try scratch.write(prices, to: "prices.json"))
      let text = Self.result(1, model: "gpt-5-mini", 1_000_000, 500_000)
      return try stats(text) { $0.prices = path }.usage.map(\.cost)
    }
    #expect(try cost(#"{"*":{"input":2,"output":4}}"#) == [4])
    #expect(try cost(#"{"*":{"input":2,"cached_input":1,"output":4}}"#) == [3.5])
    #expect(try cost(#"{"gpt-5*":{"input":2},"gpt-5-mini":{"input":1},"*":{}}"#) == [1])
    #expect(try cost(#"{"claude*":{"input":2}}"#) == [nil])
    for bad in [
      "[", "[]", #"{"a":1}"#, #"{"a":{"input":"1"}}"#, #"{"a":{"in":1}}"#, #"{"a":{"input":-1}}"#,
    ] {
      #expect(throws: RunError.self) { try cost(bad) }
    }
  }

  @Test(arguments: [
    ("gpt-5", "gpt-5", true), ("gpt-5", "gpt*", true), ("gpt-5", "*5", true), ("gpt-5", "*", true),
    ("gpt-5", "g*t*5", true), ("gpt-5", "gpt", false), ("gpt-5", "*4", false), ("", "*", true),
    ("", "", true), ("aab", "a*ab", true), ("ab", "a*ab", false),
  ]) func patterns(name: String, pattern: String, matches: Bool) {
    #expect(Prices.matches(Array(name.utf8)[...], Array(pattern.utf8)[...]) == matches)
  }

  /// Of random files: each line is counted once, where it belongs, and each byte.
  @Test func everyLineIsCounted() throws {
    var random = SeededNumbers(7)
    for _ in 0..<3000 {
      var text = Bool.random(using: &random) ? "\u{FEFF}\n" : ""
      var (requests, results, failures, others, input) = (0, 0, 0, 0, 0)
      var models: [String: Int] = [:]
      for number in 0..<Int.random(in: 0...12, using: &random) {
        let model = "m\(Int.random(in: 0...3, using: &random))"
        switch Int.random(in: 0...4, using: &random) {
        case 0:
          text += Self.request(number, model: model)
          requests += 1
          models[model, default: 0] += 1
        case 1:
          let count = Int.random(in: 0...1000, using: &random)
          text += Self.result(number, model: model, count, 1)
          results += 1
          input += count
        case 2:
          text += Self.failure
          (results, failures) = (results + 1, failures + 1)
        case 3:
          text += ["{\n", "[1]\n", "7\r\n", "{}\n"].randomElement(using: &random)!
          others += 1
        default: text += "\n"
        }
      }
      let report = try Stats(StatsOptions(inputs: [.bytes(Array(text.utf8))])).execute()
      #expect(report.bytes == text.utf8.count && report.others == others)
      #expect(report.requests == requests && report.results == results)
      #expect(report.results - report.successes == failures)
      #expect(report.lines == requests + results + others)
      #expect(report.usage.map(\.input).reduce(0, +) == input)
      #expect(report.problems.count == failures)
      #expect(Dictionary(uniqueKeysWithValues: report.models.map { ($0.name, $0.count) }) == models)
    }
  }

  // MARK: The page

  private static let hostile = "</script><img src=x onerror=alert(1)>\"'&\\u202e\\u0007"

  @Test func textsOfDataStayTexts() throws {
    let failure = Self.failure.replacing("No.", with: Self.hostile.replacing("\"", with: "\\\""))
      .replacing("\"bad\"", with: "\"<b>bad\"").replacing("\"f\"", with: "\"<i>'f\"")
    let request = Self.request(1, model: Self.hostile.replacing("\"", with: "\\\""))
    let page = StatsPage(try stats(request + failure)).text
    #expect(!page.contains("<img") && !page.contains("<b>") && !page.contains("<i>"))
    #expect(!page.contains("\u{202E}") && !page.contains("\u{7}"))
    #expect(page.contains("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;"))
    #expect(page.components(separatedBy: "<script>").count == 2)
    #expect(page.components(separatedBy: "</script>").count == 2)
    #expect(!page.contains("http:") && !page.contains("https:"))
  }

  @Test func barsFollowTheirNumbers() throws {
    let lines = (1...3).map { Self.request($0) }.joined() + Self.request(4, model: "n")
    let page = StatsPage(try stats(lines)).text
    #expect(page.contains("<th scope=\"row\">m</th><td class=\"number\">3, 75 %</td>"))
    #expect(page.contains("<rect width=\"75\" height=\"10\"/>"))
    #expect(page.contains("<rect width=\"25\" height=\"10\"/>"))
  }

  /// However many results there are, models and codes.
  @Test func thePageStaysSmall() throws {
    let message = String(repeating: "long <&> ", count: 200)
    let lines = (0..<5000).map { number in
      Self.failure.replacing("\"bad\"", with: "\"code\(number)\"").replacing("No.", with: message)
        .replacing("\"f\"", with: "\"an-id-of-some-length-\(number)\"")
        + Self.result(number, model: "model-\(number)", 1, 1)
    }
    let page = StatsPage(try stats(lines.joined())).text
    #expect(page.utf8.count < 1_000_000, "\(page.utf8.count)")
    #expect(page.contains("the first 1,000"))
  }

  @Test func textHasBars() throws {
    let text = try stats(Self.request(1) + Self.request(2, model: "n")).text()
    #expect(text.contains("Requests by model\n  m  1, 50 %  ██"))
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("  file ") }
    #expect(lines.allSatisfy { $0.count <= 80 && $0.last != " " })
  }

  @Test func moneyIsReadable() {
    let amounts: [(Double, String)] = [
      (0, "0.00"), (1234.5, "1,234.50"), (0.004, "0.00400"), (2, "2.00"), (0.99, "0.990"),
    ]
    for (amount, text) in amounts { #expect(Numbers.money(amount) == text) }
    #expect(Numbers.grouped(1_234_567) == "1,234,567" && Numbers.grouped(-1000) == "-1,000")
  }
}
