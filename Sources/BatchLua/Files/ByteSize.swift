/// A number of bytes as people write it: "200MB" is 200,000,000, "200MiB" 209,715,200.
enum ByteSize {
  private static let units: [(name: String, size: Double)] = [
    ("", 1), ("b", 1),
    ("kb", 1e3), ("mb", 1e6), ("gb", 1e9), ("tb", 1e12),
    ("kib", 1024), ("mib", 1_048_576), ("gib", 1_073_741_824), ("tib", 1_099_511_627_776),
  ]

  /// Bytes, 1 or more; nil for anything else. A unit may follow a blank; its case is free.
  static func parse(_ text: String) -> Int? {
    let digits = text.prefix { $0.isASCII && $0.isNumber || $0 == "." }
    let unit = text[digits.endIndex...].drop { $0 == " " }.lowercased()
    guard let number = Double(digits), let size = units.first(where: { $0.name == unit })?.size,
      number * size >= 1, number * size < 1e18
    else { return nil }
    return Int(number * size)
  }
}
