/// The report as an HTML page: one file that needs no other, no network and no script. All text of
/// the data is escaped.
struct StatsPage {
  private let report: StatsReport

  init(_ report: StatsReport) { self.report = report }

  var text: String {
    let view = StatsView(report)
    let names = report.files.prefix(2).map(\.description).joined(separator: ", ")
    let title = names + (report.files.count > 2 ? ", …" : "")
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
      style-src 'unsafe-inline'; script-src 'unsafe-inline'">
      <title>\(Self.escaped(title))</title>
      <style>\(StatsPageParts.style)</style>
      </head>
      <body>
      <main>
      <h1>\(Self.escaped(title))</h1>
      \(view.sections.map(section).joined())</main>
      <script>\(StatsPageParts.script)</script>
      </body>
      </html>

      """
  }

  private func section(_ section: StatsView.Section) -> String {
    let body =
      switch section.content {
      case .facts(let facts): Self.facts(facts)
      case .bars(let bars): Self.bars(bars)
      case .table(let head, let rows, let numbers): Self.table(head, rows, numbers)
      }
    return "<section>\n<h2>\(Self.escaped(section.title))</h2>\n\(body)</section>\n"
  }

  private static func facts(_ facts: [(name: String, value: String)]) -> String {
    "<dl>\n"
      + facts.map { fact in
        "<div><dt>\(escaped(fact.name))</dt><dd>\(escaped(fact.value))</dd></div>\n"
      }.joined() + "</dl>\n"
  }

  private static func bars(_ bars: [StatsView.Bar]) -> String {
    "<table class=\"bars\">\n"
      + bars.map { bar in
        let width = (bar.length * 10_000).rounded() / 100
        let least = bar.length > 0 ? max(width, 0.5) : 0
        return "<tr><th scope=\"row\">\(escaped(bar.label))</th>"
          + "<td class=\"number\">\(escaped(bar.value))</td><td class=\"bar\">"
          + "<svg viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
          + "<rect width=\"\(ByteSize.decimal(least))\" height=\"10\"/></svg></td></tr>\n"
      }.joined() + "</table>\n"
  }

  private static func table(_ head: [String], _ rows: [[String]], _ numbers: Range<Int>) -> String {
    func kind(_ column: Int) -> String { numbers.contains(column) ? " class=\"number\"" : "" }
    let heads = head.enumerated().map { "<th scope=\"col\"\(kind($0))>\(escaped($1))</th>" }
    let lines = rows.map { row in
      "<tr>"
        + row.enumerated().map { column, cell in
          "<td\(kind(column)) data-name=\"\(escaped(head[column]))\">"
            + "\(escaped(cell, limit: longest))</td>"
        }.joined() + "</tr>\n"
    }
    var text = "<table class=\"rows\">\n<thead><tr>\(heads.joined())</tr></thead>\n<tbody>\n"
    for (number, line) in lines.enumerated() {
      if text.utf8.count + line.utf8.count > mostBytes {
        let left = Numbers.grouped(lines.count - number)
        return text + "</tbody>\n</table>\n<p>\(left) more rows are left out.</p>\n"
      }
      text += line
    }
    return text + "</tbody>\n</table>\n"
  }

  /// The most characters of a cell, and bytes of a table.
  private static let longest = 160
  private static let mostBytes = 300_000

  /// Escapes text for content and attribute values. Control characters are shown as escapes.
  static func escaped(_ text: String, limit: Int = 1000) -> String {
    var result = ""
    for letter in Escapes.data(text, limit: limit).unicodeScalars {
      switch letter {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(letter)
      }
    }
    return result
  }
}
