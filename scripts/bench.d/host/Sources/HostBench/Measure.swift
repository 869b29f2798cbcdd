import Glibc

/// Seconds that `body` takes: the median of some rounds.
func seconds(rounds: Int, _ body: () async throws -> Void) async throws -> Double {
  try await seconds(rounds: rounds, with: {}) { try await body() }
}

/// Like `seconds`, with a value that is made for each round.
func seconds<Made>(
  rounds: Int, with make: () async throws -> Made, _ body: (Made) async throws -> Void
) async throws -> Double {
  var times: [Double] = []
  for _ in 0..<rounds {
    let made = try await make()
    let started = ContinuousClock.now
    try await body(made)
    let taken = started.duration(to: .now).components
    times.append(Double(taken.seconds) + Double(taken.attoseconds) * 1e-18)
  }
  return times.sorted()[rounds / 2]
}

/// The printed table, and whether all figures are within their limits.
struct Table {
  private(set) var isGood = true

  /// Adds a row: a figure that must be below its limit, if it has one.
  mutating func add(_ name: String, _ value: Double, _ unit: String, below limit: Double? = nil) {
    var line = name.padded(to: 52) + Self.text(value).padded(to: -9) + " " + unit.padded(to: 6)
    if let limit {
      line += " below " + Self.text(limit)
      if value > limit {
        isGood = false
        line += "  TOO MUCH"
      }
    }
    print(line)
  }

  private static func text(_ value: Double) -> String {
    let digits = value < 10 ? 1000.0 : 10
    return "\((value * digits).rounded() / digits)"
  }
}

extension String {
  /// Padded with blanks on the right, or on the left if `width` is negative.
  fileprivate func padded(to width: Int) -> String {
    let blanks = String(repeating: " ", count: max(0, abs(width) - count))
    return width < 0 ? blanks + self : self + blanks
  }
}
