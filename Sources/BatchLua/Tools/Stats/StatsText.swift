extension StatsReport {
  /// For people who read it in a terminal of so many columns.
  public func text(width: Int = 80) -> String {
    StatsView(self).sections.filter { !$0.title.hasPrefix("Problems") }.map { section in
      section.title + "\n" + Self.text(of: section.content, width)
    }.joined(separator: "\n")
  }

  private static func text(of content: StatsView.Content, _ width: Int) -> String {
    switch content {
    case .facts(let facts):
      let column = facts.map(\.name.count).max() ?? 0
      return facts.map { fact in
        "  \(padded(fact.name, column))  \(Escapes.data(fact.value))\n"
      }.joined()
    case .bars(let bars):
      let labels = bars.map { Escapes.data($0.label, limit: 40) }
      let columns = (labels.map(\.count).max() ?? 0, bars.map(\.value.count).max() ?? 0)
      let room = max(8, min(40, width - columns.0 - columns.1 - 6))
      return zip(labels, bars).map { label, bar in
        let line = "  \(padded(label, columns.0))  \(padded(bar.value, columns.1, left: true))"
        return trimmed("\(line)  \(block(bar.length, room))") + "\n"
      }.joined()
    case .table(let head, let rows, let numbers):
      let cells = ([head] + rows).map { $0.map { Escapes.data($0, limit: 60) } }
      let columns = head.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
      return cells.map { row in
        trimmed(
          row.enumerated().map { column, cell in
            "  " + padded(cell, columns[column], left: numbers.contains(column))
          }.joined()) + "\n"
      }.joined()
    }
  }

  private static func padded(_ text: String, _ columns: Int, left: Bool = false) -> String {
    let pad = String(repeating: " ", count: max(0, columns - text.count))
    return left ? pad + text : text + pad
  }

  private static func trimmed(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }

  /// A bar, exact to an eighth of a column; something of it is seen unless it is nothing.
  private static func block(_ length: Double, _ columns: Int) -> String {
    if length <= 0 { return "" }
    let eighths = max(1, Int((length * Double(columns * 8)).rounded()))
    let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
    return String(repeating: "█", count: eighths / 8) + rest
  }
}
