/// A number of bytes as people write it: "200MB" is 200,000,000; "200M" and "200MiB" are
/// 209,715,200.
public enum ByteSize {
  private static let units: [(name: String, size: Double)] = [
    ("", 1), ("b", 1),
    ("kb", 1e3), ("mb", 1e6), ("gb", 1e9), ("tb", 1e12),
    ("kib", 1024), ("mib", 1_048_576), ("gib", 1_073_741_824), ("tib", 1_099_511_627_776),
    ("k", 1024), ("m", 1_048_576), ("g", 1_073_741_824), ("t", 1_099_511_627_776),
  ]

  /// Bytes, 1 or more; nil for anything else. A unit may follow a blank; its case is free.
  public static func parse(_ text: String) -> Int? {
    let digits = text.prefix { $0.isASCII && $0.isNumber || $0 == "." }
    let unit = text[digits.endIndex...].drop { $0 == " " }.lowercased()
    guard let number = Double(digits), let size = units.first(where: { $0.name == unit })?.size,
      number * size >= 1, number * size < 1e18
    else { return nil }
    return Int(number * size)
  }

  /// A text that people read at a glance: "512 MiB", "7.8 GiB".
  static func text(_ bytes: Int) -> String {
    let names = ["bytes", "KiB", "MiB", "GiB", "TiB"]
    var size = Double(bytes)
    var unit = 0
    while size >= 1024 && unit + 1 < names.count { (size, unit) = (size / 1024, unit + 1) }
    return "\(decimal((size * 10).rounded() / 10)) \(names[unit])"
  }

  /// Without a fraction that is zero.
  static func decimal(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
  }
}
