internal import BatchLua

/// Topics as text for `batchlua help`, at most 80 columns wide if words allow it.
extension Topic {
  var plainText: String {
    var parts = [heading]
    parts += documentation.split(separator: "\n\n").map { Self.wrapped(String($0)) }
    if !rows.isEmpty { parts.append(table) }
    parts += notes.map { Self.wrapped($0) }
    if let example { parts.append("Example:\n\n" + example.indented(by: 4)) }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private var table: String {
    let width = rows.map(\.name.count).max() ?? 0
    return rows.map { row in
      let head = "  \(row.name.padded(to: width))  \(row.type)"
      return row.documentation.isEmpty
        ? head : head + "\n" + Self.wrapped(row.documentation).indented(by: width + 4)
    }
    .joined(separator: "\n")
  }

  /// Wraps text to at most 76 characters; list items begin on new lines.
  private static func wrapped(_ text: String) -> String {
    text.split(separator: "\n").map { paragraph in
      let indent = paragraph.hasPrefix("- ") ? "  " : ""
      var lines: [String] = []
      for word in paragraph.split(separator: " ") {
        if let last = lines.last, last.count + word.count < 76 {
          lines[lines.count - 1] = "\(last) \(word)"
        } else {
          lines.append((lines.isEmpty ? "" : indent) + word)
        }
      }
      return lines.joined(separator: "\n")
    }
    .joined(separator: "\n")
  }
}

extension String {
  func indented(by count: Int) -> String {
    let space = String(repeating: " ", count: count)
    return split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : space + $0 }.joined(separator: "\n")
  }
}
