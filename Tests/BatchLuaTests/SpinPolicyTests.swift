import Testing

@testable import BatchLua

/// When a thread looks for another before it sleeps.
@Suite struct SpinPolicyTests {
  /// How often it asks for what does not happen.
  private func looks(of spinning: SpinPolicy) -> Int {
    var count = 0
    let isSeen = spinning.spins {
      count += 1
      return false
    }
    #expect(!isSeen)
    return count
  }

  @Test func afterALookInVainTheNextWaitsAreWithout() {
    let spinning = SpinPolicy()
    let first = looks(of: spinning)
    for _ in 0..<63 { #expect(looks(of: spinning) == 1) }
    #expect(looks(of: spinning) == first)
    #expect(first > 1 || CPUAffinity.usableCores == 1)
  }

  @Test func whatHappensIsSeenAndLookedForAgain() {
    let spinning = SpinPolicy()
    for _ in 0..<3 {
      var isLate = CPUAffinity.usableCores > 1
      let isSeen = spinning.spins {
        defer { isLate = false }
        return !isLate
      }
      #expect(isSeen)
    }
  }

  /// What has happened meanwhile is no reason to sleep.
  @Test func withoutALookWhatIsThereIsSeen() {
    let spinning = SpinPolicy()
    _ = looks(of: spinning)
    #expect(spinning.spins { true })
    #expect(looks(of: spinning) == 1)
  }
}
