/// Rows of cells in columns, the first to the left and the others to the right.
struct TextTable {
  private let rows: [[String]]

  init(_ rows: [[String]]) { self.rows = rows }

  /// Lines without blanks at their ends, each with its line end.
  var text: String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let pad = String(repeating: " ", count: widths[column] - cell.count)
        line += column == 0 ? cell + pad : "  " + pad + cell
      }
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }
}
