extension Difference {
  /// The difference for people: lines with their line ends. Data is escaped, and long values are
  /// cut around their first difference. `isColored` adds the escape sequences of a terminal.
  public func text(isColored: Bool = false) -> String {
    var text = DifferenceText(isColored: isColored)
    text.append(self)
    return text.text
  }
}

private struct DifferenceText {
  let isColored: Bool
  private(set) var text = ""

  private enum Style: String {
    case added = "32"
    case removed = "31"
    case changed = "33"
    case moved = "36"
  }

  init(isColored: Bool) { self.isColored = isColored }

  mutating func append(_ difference: Difference) {
    let (sign, style) = Self.sign(of: difference.kind)
    append(sign, style)
    let id = difference.id.map { Escapes.data($0, limit: 200) } ?? "(no id)"
    text += " \(id)"
    if difference.old != nil || difference.new != nil { text += "  " }
    text += [difference.old, difference.new].compactMap { $0 }
      .map { "\(Escapes.data($0.file)):\($0.line)" }.joined(separator: " -> ")
    text += "\n"
    guard difference.kind == .changed else { return }
    for member in difference.members { append(member) }
    if difference.members.isEmpty {
      text += "    the values are the same: blanks, the order of members or spellings differ\n"
    }
  }

  private static func sign(of kind: Difference.Kind) -> (String, Style) {
    switch kind {
    case .added: ("+", .added)
    case .removed: ("-", .removed)
    case .moved: (">", .moved)
    case .changed: ("~", .changed)
    }
  }

  private mutating func append(_ part: String, _ style: Style) {
    text += isColored ? "\u{1B}[\(style.rawValue)m\(part)\u{1B}[0m" : part
  }

  private mutating func append(_ member: Difference.Member) {
    let path = member.path.isEmpty ? "the value" : Escapes.data(member.path, limit: 200)
    text += "    \(path): "
    switch (member.old, member.new) {
    case (let old?, let new?):
      let (old, new) = Self.cut(old, new)
      append(old, .removed)
      text += " -> "
      append(new, .added)
    case (let old?, nil):
      text += "removed "
      append(Self.cut(old), .removed)
    case (nil, let new):
      text += "added "
      append(Self.cut(new ?? ""), .added)
    }
    text += "\n"
  }

  // MARK: Long values

  private static let longest = 160
  private static let context = 20

  private static func cut(_ value: String) -> String { Escapes.data(value, limit: longest) }

  /// Both texts, if long from shortly before their first difference on.
  private static func cut(_ old: String, _ new: String) -> (String, String) {
    let same = zip(old.unicodeScalars, new.unicodeScalars).prefix { $0 == $1 }.count
    let isLong = max(old.unicodeScalars.count, new.unicodeScalars.count) > longest
    guard isLong, same > 2 * context else { return (cut(old), cut(new)) }
    func rest(_ text: String) -> String {
      let scalars = text.unicodeScalars.dropFirst(same - context)
      return "…" + cut(String(String.UnicodeScalarView(scalars)))
    }
    return (rest(old), rest(new))
  }
}
