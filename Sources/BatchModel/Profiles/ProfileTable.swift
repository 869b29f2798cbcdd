extension Profile {
  /// A Markdown table of all profiles.
  public static var table: String {
    let head = ["profile", "a request is", "urls", "limits", "a file may mix"]
    let rule = head.map { _ in "---" }
    return ([head, rule] + all.map(\.row)).map { cells in
      cells.reduce("|") { $0 + ($1 == "---" ? "---|" : " \($1) |") } + "\n"
    }.reduce("", +)
  }

  private var row: [String] {
    ["`\(name)`", "`\(shape.summary)`", urlSummary, limitSummary, mixSummary]
  }

  /// The limits of a file, for people: "50,000 requests, 200 MB".
  public var limitSummary: String {
    var parts: [String] = []
    if let maxRequests { parts.append("\(Self.grouped(maxRequests)) requests") }
    if let maxBytes { parts.append(Self.size(maxBytes)) }
    if let maxRequestBytes { parts.append("\(Self.size(maxRequestBytes)) a request") }
    if let ids { parts.append("ids: \(ids.text)") }
    return Self.joined(parts) ?? "none"
  }

  /// What a file may mix, for people.
  public var mixSummary: String {
    if shape.target == .none { return "models" }
    return switch (requiresOneModel, requiresOneURL) {
    case (true, true): "neither models nor urls"
    case (true, false): "urls"
    case (false, true): "models"
    case (false, false): "models and urls"
    }
  }

  private static func joined(_ parts: [String]) -> String? {
    guard var text = parts.first else { return nil }
    for part in parts.dropFirst() { text += ", " + part }
    return text
  }

  private static func grouped(_ number: Int) -> String {
    let thousands = number / 1000
    return thousands == 0 ? "\(number)" : "\(thousands),\(String(number % 1000 + 1000).dropFirst())"
  }

  private static func size(_ bytes: Int) -> String {
    bytes >= 1 << 30 ? "\(bytes >> 30) GB" : "\(bytes >> 20) MB"
  }
}
