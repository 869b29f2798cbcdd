/// A table of text: words are aligned left, numbers right.
struct TextTable {
  private let rows: [[String]]
  private let numbers: Range<Int>
  private let indent: String

  /// `numbers` are the columns that hold numbers.
  init(_ rows: [[String]], numbers: Range<Int> = 1..<Int.max, indent: String = "") {
    self.rows = rows
    self.numbers = numbers
    self.indent = indent
  }

  /// The lines, without trailing blanks, each with its line end.
  var text: String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      var line = indent
      for (column, cell) in row.enumerated() {
        let pad = String(repeating: " ", count: widths[column] - cell.count)
        line += (column == 0 ? "" : "  ") + (numbers.contains(column) ? pad + cell : cell + pad)
      }
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }
}
