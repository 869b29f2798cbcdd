import Testing

@testable import BatchLua

/// When a thread looks for another before it sleeps.
@Suite struct LookoutTests {
  /// How often it asks for what does not happen.
  private func looks(of lookout: Lookout) -> Int {
    var count = 0
    let isSeen = lookout.sees {
      count += 1
      return false
    }
    #expect(!isSeen)
    return count
  }

  @Test func afterALookInVainTheNextWaitsAreWithout() {
    let lookout = Lookout()
    let first = looks(of: lookout)
    for _ in 0..<63 { #expect(looks(of: lookout) == 1) }
    #expect(looks(of: lookout) == first)
    #expect(first > 1 || CPUAffinity.usableCores == 1)
  }

  @Test func whatHappensIsSeenAndLookedForAgain() {
    let lookout = Lookout()
    for _ in 0..<3 {
      var isLate = CPUAffinity.usableCores > 1
      let isSeen = lookout.sees {
        defer { isLate = false }
        return !isLate
      }
      #expect(isSeen)
    }
  }

  /// What has happened meanwhile is no reason to sleep.
  @Test func withoutALookWhatIsThereIsSeen() {
    let lookout = Lookout()
    _ = looks(of: lookout)
    #expect(lookout.sees { true })
    #expect(looks(of: lookout) == 1)
  }
}
