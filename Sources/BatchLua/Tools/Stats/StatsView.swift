/// The report in sections for people; text and page are both made from them.
struct StatsView {
  let sections: [Section]

  struct Section {
    let title: String
    let content: Content
  }

  enum Content {
    /// Names and values.
    case facts([(name: String, value: String)])
    /// Rows with a bar each.
    case bars([Bar])
    /// The columns from `numbers` on are numbers; a long table can be searched.
    case table(head: [String], rows: [[String]], numbers: Range<Int>)
  }

  struct Bar {
    let label: String
    let value: String
    /// The length of the bar, at most 1.
    let length: Double
  }

  init(_ report: StatsReport) {
    var sections: [Section] = []
    func add(_ title: String, _ content: Content) {
      sections.append(Section(title: title, content: content))
    }
    add("Files", .facts(Self.facts(report)))
    if report.requests > 0 {
      add("Requests by url", Self.bars(report.urls, of: report.requests))
      add("Requests by model", Self.bars(report.models, of: report.requests))
      if let spread = report.requestBytes { add("Bytes of a request", Self.bars(spread)) }
      if let spread = report.requestTokens {
        add("Estimated tokens of a request", Self.bars(spread))
      }
      if !report.limits.isEmpty {
        add("Limits of \(report.profile)", .bars(report.limits.map(Self.bar)))
      }
    }
    if report.results > 0 {
      add("Results by status", Self.bars(report.statuses, of: report.results))
      if !report.finishReasons.isEmpty {
        add("Answers by finish reason", Self.bars(report.finishReasons, of: report.results))
      }
      if !report.usage.isEmpty { add("Tokens by model", Self.usage(report)) }
      if !report.failures.isEmpty { add("Failures by code", Self.failures(report)) }
      if !report.problems.isEmpty {
        let count = report.results - report.successes
        let isAll = count <= report.problems.count
        add(
          isAll ? "Problems" : "Problems, the first \(Numbers.grouped(report.problems.count))",
          Self.problems(report))
      }
    }
    self.sections = sections
  }

  private static func facts(_ report: StatsReport) -> [(name: String, value: String)] {
    let number = Numbers.grouped
    let (count, names) = (report.files.count, report.files.prefix(3).map(\.description))
    let more = count > 3 ? " and \(number(count - 3)) more" : ""
    var facts = [
      (name: count == 1 ? "file" : "files", value: names.joined(separator: ", ") + more),
      (name: "lines", value: number(report.lines)), (name: "bytes", value: number(report.bytes)),
    ]
    func add(_ name: String, _ value: Int) {
      if value > 0 { facts.append((name: name, value: number(value))) }
    }
    add("requests", report.requests)
    add("embedding inputs", report.embeddingInputs)
    if let tokens = report.requestTokens?.sum { add("estimated tokens", tokens) }
    add("results", report.results)
    add("successes", report.successes)
    add("failures", report.results - report.successes)
    add("neither", report.others)
    if let cost = report.cost { facts.append((name: "cost", value: Numbers.money(cost))) }
    return facts
  }

  // MARK: Bars

  private static func bars(_ counts: [StatsReport.Count], of all: Int) -> Content {
    .bars(
      counts.prefix(mostBars).map { count in
        let share = Double(count.count) / Double(all)
        let value = "\(Numbers.grouped(count.count)), \(Numbers.percent(share))"
        return Bar(label: count.name, value: value, length: share)
      } + rest(counts.dropFirst(mostBars)))
  }

  private static let mostBars = 40

  private static func rest(_ counts: ArraySlice<StatsReport.Count>) -> [Bar] {
    if counts.isEmpty { return [] }
    let sum = counts.reduce(0) { $0 + $1.count }
    return [
      Bar(label: "\(Numbers.grouped(counts.count)) more", value: Numbers.grouped(sum), length: 0)
    ]
  }

  private static func bars(_ spread: StatsReport.Spread) -> Content {
    let most = spread.bars.map(\.count).max() ?? 1
    let number = Numbers.grouped
    let facts = [
      ("minimum", spread.least), ("median", spread.median), ("95 %", spread.most95),
      ("maximum", spread.most),
    ].map { Bar(label: $0.0, value: number($0.1), length: 0) }
    return .bars(
      facts
        + spread.bars.map { bar in
          Bar(
            label: "\(number(bar.from)) – \(number(bar.to - 1))", value: number(bar.count),
            length: Double(bar.count) / Double(most))
        })
  }

  private static func bar(_ share: StatsReport.Share) -> Bar {
    let part = Double(share.used) / Double(share.limit)
    let value = "\(Numbers.grouped(share.used)) of \(Numbers.grouped(share.limit)), "
    let name = share.name == "embedding_inputs" ? "embedding inputs" : share.name
    return Bar(label: name, value: value + Numbers.percent(part), length: min(part, 1))
  }

  // MARK: Tables

  private static func usage(_ report: StatsReport) -> Content {
    let number = Numbers.grouped
    var head = ["model", "results", "input", "cached", "output", "reasoning"]
    if report.hasPrices { head.append("cost") }
    let rows = report.usage.prefix(mostRows).map { usage in
      var row = [
        usage.model ?? "not said", number(usage.results), number(usage.input),
        number(usage.cached), number(usage.output), number(usage.reasoning),
      ]
      if report.hasPrices { row.append(usage.cost.map(Numbers.money) ?? "no price") }
      return row
    }
    let more = Self.more(report.usage.count, head.count)
    return .table(head: head, rows: rows + more, numbers: 1..<head.count)
  }

  private static let mostRows = 100

  /// A row that tells how many rows are left out; none if `count` is 0.
  private static func more(_ count: Int, _ columns: Int) -> [[String]] {
    if count <= mostRows { return [] }
    let name = "\(Numbers.grouped(count - mostRows)) more"
    return [[name] + [String](repeating: "", count: columns - 1)]
  }

  private static func failures(_ report: StatsReport) -> Content {
    let rows = report.failures.prefix(mostRows).map { failures in
      [failures.code, Numbers.grouped(failures.count), failures.id ?? "", failures.message]
    }
    let head = ["code", "count", "first id", "its message"]
    let more = more(report.failures.count, head.count)
    return .table(head: head, rows: rows + more, numbers: 1..<2)
  }

  private static func problems(_ report: StatsReport) -> Content {
    let rows = report.problems.map { problem in
      [
        problem.position, problem.id ?? "", problem.status.map(String.init) ?? "", problem.code,
        problem.message,
      ]
    }
    return .table(head: ["line", "id", "status", "code", "message"], rows: rows, numbers: 2..<3)
  }
}
