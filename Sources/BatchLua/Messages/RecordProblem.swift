internal import BatchModel

/// A written line that the service would refuse.
struct RecordProblem: Error {
  /// All its problems, the one that it is refused for first.
  let codes: [ErrorCode]
  /// For a duplicate id, the position of its first use: "in.jsonl:12".
  var firstUse: String?

  var code: ErrorCode { codes[0] }

  /// In sentences.
  func message(_ names: OptionNames) -> String {
    var fitting: [String] = []
    var texts: [String] = []
    for code in codes {
      if case .otherProfile(let profiles) = code {
        fitting = profiles
      } else {
        texts.append(code.message)
      }
    }
    if let firstUse { texts[0] += " It was first used at \(firstUse)." }
    if texts.count > 1 { texts[0] += " Also:" }
    if !fitting.isEmpty {
      texts.append(
        "The line is of another shape than the profile's; \(Self.hint(for: fitting, names)).")
    }
    return texts.joined(separator: " ")
  }

  /// The remedy for lines of these profiles.
  static func hint(for profiles: [String], _ names: OptionNames) -> String {
    "\(names(.profile, profiles.joined(separator: " or "))) takes it"
  }
}
