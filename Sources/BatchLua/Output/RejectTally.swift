/// Reports rejected records: the first ones in full, and the number of all at the end.
struct RejectTally {
  /// The number of records that are reported in full.
  private static let shown = 10
  /// The number of codes that are counted separately; scripts may invent any number of codes.
  private static let mostCodes = 20

  private(set) var count = 0
  private var byCode: [String: Int] = [:]
  private var others = 0
  private var isEnded = false

  /// Counts a record. Returns whether to report it in full.
  mutating func add(_ code: String) -> Bool {
    count += 1
    if byCode[code] != nil || byCode.count < Self.mostCodes {
      byCode[code, default: 0] += 1
    } else {
      others += 1
    }
    return count <= Self.shown
  }

  /// The message for the end; nil if all records were reported in full, or if it was called before.
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
