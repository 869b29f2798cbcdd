/// Formats numbers for people.
enum Numbers {
  /// A saturating sum.
  static func sum(_ one: Int, _ other: Int) -> Int {
    let (sum, isBeyond) = one.addingReportingOverflow(other)
    if !isBeyond { return sum }
    return one < 0 ? .min : .max
  }

  /// "50,001"
  static func grouped(_ number: Int) -> String {
    var digits = String(number.magnitude)
    var at = digits.count - 3
    while at > 0 {
      digits.insert(",", at: digits.index(digits.startIndex, offsetBy: at))
      at -= 3
    }
    return (number < 0 ? "-" : "") + digits
  }

  /// "12.5 %", of a share of 1.
  static func percent(_ share: Double) -> String {
    ByteSize.decimal((share * 1000).rounded() / 10) + " %"
  }

  /// Two decimals, or as many as a small amount needs.
  static func money(_ amount: Double) -> String {
    if amount.magnitude > 1e15 || !amount.isFinite { return "\(amount)" }
    var (scale, digits) = (100.0, 2)
    while amount != 0 && amount.magnitude * scale < 100 && digits < 8 {
      (scale, digits) = (scale * 10, digits + 1)
    }
    let units = Int((amount.magnitude * scale).rounded())
    let rest = String(units % Int(scale))
    return (amount < 0 ? "-" : "") + grouped(units / Int(scale)) + "."
      + String(repeating: "0", count: digits - rest.count) + rest
  }
}
