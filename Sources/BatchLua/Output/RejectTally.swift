/// Reports the records that are left out: the first ones in full, and at the end their number.
struct RejectTally {
  /// Records that are told in full.
  private static let shown = 10
  /// Codes that are told apart; scripts may make up any number.
  private static let mostCodes = 20

  private(set) var count = 0
  private var byCode: [String: Int] = [:]
  private var others = 0
  private var isEnded = false

  /// Counts one; whether it is to be shown.
  mutating func add(_ code: String) -> Bool {
    count += 1
    if byCode[code] != nil || byCode.count < Self.mostCodes {
      byCode[code, default: 0] += 1
    } else {
      others += 1
    }
    return count <= Self.shown
  }

  /// What is left to say in the end; nil when all were shown, and when it was said.
  mutating func end() -> MessageText? {
    if isEnded || count <= Self.shown { return nil }
    isEnded = true
    let codes = byCode.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    var parts = codes.map { "\($0.value) \($0.key, limit: 100)" as MessageText }
    if others > 0 { parts.append("\(others) of other codes") }
    return "warning: \(count) records were left out, the first \(Self.shown) of them are shown "
      + "above: \(parts.joined(separator: ", "))"
  }
}
