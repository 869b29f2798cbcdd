internal import BatchModel
internal import LazyJSON

/// Counts results.
struct ResultCounts {
  private let shape: Shape
  private var count = 0
  private var successes = 0
  private var statuses = NameCounts()
  private var finishReasons = NameCounts()
  private var models = NameCounts()
  /// Usage by the index of the model in `models`; the last entry is for results without a model.
  private var usage: [StatsReport.Usage] = []
  private var nameless = StatsReport.Usage(model: nil)
  private var failures: [StatsReport.Failures] = []
  private var codes: [String: Int] = [:]
  private var problems: [StatsReport.Failure] = []
  private static let mostProblems = 1000
  private static let mostCodes = 1000

  init(_ shape: Shape) { self.shape = shape }

  /// `other` is the shape of the result if it is not that of the profile.
  mutating func add(_ line: ScannedLine, _ other: Shape?) {
    if other == nil, let answer = PlainAnswer(of: line.root, in: line.document) {
      return add(answer, in: line.document)
    }
    count += 1
    let answer = Answer(of: line.root, in: line.document)
    if let status = answer.status {
      Self.add(String(status), to: &statuses)
    } else {
      Self.add("none", to: &statuses)
    }
    if let reason = answer.finishReason { Self.add(reason, to: &finishReasons) }
    add(answer)
    if answer.isSuccess {
      successes += 1
    } else if let failure = answer.failure {
      add(failure, answer.status, line, other ?? shape)
    }
  }

  /// Adds a result of the profile's shape.
  mutating func add(_ answer: PlainAnswer, in document: Document) {
    count += 1
    successes += 1
    if answer.status == 200 {
      statuses.add(StaticString("200").bytes)
    } else {
      Self.add(String(answer.status), to: &statuses)
    }
    finishReasons.add(answer.finishReason.bytes)
    let model = answer.model(in: document)
    guard let number = models.add(model) else { return Self.count(answer.usage, in: &nameless) }
    if number == usage.count { usage.append(StatsReport.Usage(model: models.names[number].name)) }
    Self.count(answer.usage, in: &usage[number])
  }

  private static func count(_ tokens: AnswerUsage, in usage: inout StatsReport.Usage) {
    usage.results += 1
    usage.input = Numbers.sum(usage.input, Int(tokens.input ?? 0))
    usage.cached = Numbers.sum(usage.cached, Int(tokens.cached ?? 0))
    usage.output = Numbers.sum(usage.output, Int(tokens.output ?? 0))
    usage.reasoning = Numbers.sum(usage.reasoning, Int(tokens.reasoning ?? 0))
  }

  private static func add(_ name: String, to counts: inout NameCounts) {
    var name = name
    name.withUTF8 { _ = counts.add($0) }
  }

  private mutating func add(_ answer: borrowing Answer) {
    let tokens = answer.usage
    guard var model = answer.model else {
      if tokens.total != nil || tokens.input != nil { Self.count(tokens, in: &nameless) }
      return
    }
    guard let number = model.withUTF8({ models.add($0) }) else {
      return Self.count(tokens, in: &nameless)
    }
    if number == usage.count { usage.append(StatsReport.Usage(model: models.names[number].name)) }
    Self.count(tokens, in: &usage[number])
  }

  private mutating func add(
    _ failure: (code: String, message: String), _ status: Int64?, _ line: ScannedLine,
    _ shape: Shape
  ) {
    let code = Self.cut(failure.code)
    let number = codes[code] ?? failures.count
    let isKept = problems.count < Self.mostProblems
    if number == failures.count || isKept {
      let id = shape.idPaths.lazy.compactMap {
        line.document.originalString(line.root, $0)
      }.first.map(Self.cut)
      let message = Self.cut(failure.message)
      if isKept {
        problems.append(
          StatsReport.Failure(
            position: line.position.text, id: id, status: status.map { Int($0) }, code: code,
            message: message))
      }
      if number == failures.count {
        if number == Self.mostCodes { return }
        codes[code] = number
        failures.append(StatsReport.Failures(code: code, id: id, message: message))
      }
    }
    failures[number].count += 1
  }

  /// The beginning of a text, as much as is stored of it.
  private static func cut(_ text: String) -> String {
    if text.utf8.count <= longest { return text }
    let end = text.utf8.index(text.startIndex, offsetBy: longest)
    return String(text.unicodeScalars[..<end]) + "…"  // an end within a character is before it
  }

  private static let longest = 1000

  func fill(_ report: inout StatsReport, _ prices: Prices?) {
    report.results = count
    report.successes = successes
    report.statuses = StatsPass.ranked(statuses)
    report.finishReasons = StatsPass.ranked(finishReasons)
    report.failures = failures.enumerated().sorted {
      ($1.element.count, $0.offset) < ($0.element.count, $1.offset)
    }.map(\.element)
    report.problems = problems
    report.usage = usage + (nameless.results > 0 ? [nameless] : [])
    for index in report.usage.indices {
      report.usage[index].cost = prices?.cost(of: report.usage[index])
    }
  }
}
