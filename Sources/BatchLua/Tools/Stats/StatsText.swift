extension StatsReport {
  /// The report as text for a terminal with `width` columns.
  public func text(width: Int = 80) -> String {
    StatsView(self).sections.filter { !$0.title.hasPrefix("Problems") }.map { section in
      section.title + "\n" + Self.table(of: section.content, width).text
    }.joined(separator: "\n")
  }

  private static func table(of content: StatsView.Content, _ width: Int) -> TextTable {
    switch content {
    case .facts(let facts):
      return TextTable(
        facts.map { [$0.name, Escapes.data($0.value)] }, numbers: 0..<0, indent: indent)
    case .bars(let bars):
      let labels = bars.map { Escapes.data($0.label, limit: 40) }
      let columns = (labels.map(\.count).max() ?? 0, bars.map(\.value.count).max() ?? 0)
      let room = max(8, min(40, width - columns.0 - columns.1 - 6))
      let rows = zip(labels, bars).map { [$0, $1.value, block($1.length, room)] }
      return TextTable(rows, numbers: 1..<2, indent: indent)
    case .table(let head, let rows, let numbers):
      let cells = ([head] + rows).map { $0.map { Escapes.data($0, limit: 60) } }
      return TextTable(cells, numbers: numbers, indent: indent)
    }
  }

  private static let indent = "  "

  /// A bar, exact to an eighth of a column; visible unless its length is 0.
  private static func block(_ length: Double, _ columns: Int) -> String {
    if length <= 0 { return "" }
    let eighths = max(1, Int((length * Double(columns * 8)).rounded()))
    let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
    return String(repeating: "█", count: eighths / 8) + rest
  }
}
