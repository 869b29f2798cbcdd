/// Encodes differences. The size of a frame is limited: of very long values, it has the part around
/// the first difference; of very many members, the first ones.
extension SandboxFrame {
  private static let mostBytes = 8 << 20
  private static let longestValue = 1 << 20
  private static let context = 200

  mutating func append(_ difference: Difference) {
    append(difference.kind.rawValue)
    append(optional: difference.id)
    append(difference.old)
    append(difference.new)
    for member in difference.members where bytes.count < Self.mostBytes {
      append(true)
      append(member.path)
      let (old, new) = Self.cut(member.old, member.new)
      append(optional: old)
      append(optional: new)
    }
    append(false)
  }

  private mutating func append(_ position: Difference.Position?) {
    append(position?.line ?? 0)
    append(position?.file ?? "")
  }

  private static func cut(_ old: String?, _ new: String?) -> (String?, String?) {
    let isLong = max(old?.utf8.count ?? 0, new?.utf8.count ?? 0) > longestValue
    guard isLong else { return (old, new) }
    let same = zip((old ?? "").utf8, (new ?? "").utf8).prefix { $0 == $1 }.count
    func part(_ text: String?) -> String? {
      guard let rest = text?.utf8.dropFirst(max(0, same - context)) else { return nil }
      return String(decoding: rest.prefix(longestValue), as: UTF8.self)
    }
    return (part(old), part(new))
  }

  mutating func difference() throws(SandboxNonsense) -> Difference {
    guard let kind = Difference.Kind(rawValue: try string()) else { throw SandboxNonsense() }
    let id = try optionalString()
    let (old, new) = (try position(), try position())
    var members: [Difference.Member] = []
    while try flag() {
      members.append(
        Difference.Member(path: try string(), old: try optionalString(), new: try optionalString()))
    }
    return Difference(kind: kind, id: id, old: old, new: new, members: members)
  }

  private mutating func position() throws(SandboxNonsense) -> Difference.Position? {
    let (line, file) = (try number(), try string())
    return line > 0 ? Difference.Position(file: file, line: line) : nil
  }
}
