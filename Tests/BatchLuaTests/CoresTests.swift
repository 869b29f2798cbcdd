import CThreads
import Testing

@testable import BatchLua

/// Threads of their own, whose cores are theirs alone.
struct CoresTests {
  /// The cores that a new thread may run on after `body`.
  private func cores(
    of all: Cores = Cores(), after body: @escaping (Cores) -> Void
  ) throws -> Set<Int> {
    var found: Set<Int> = []
    let thread = LargeThread(size: 1 << 20) {
      body(all)
      found = Self.allowed()
    }
    if let problem = thread.start() { throw problem }
    try thread.join()
    return found
  }

  private static func allowed() -> Set<Int> {
    withUnsafeBytes(of: ct_find_cores().set) { bytes in
      Set((0..<bytes.count * 8).filter { bytes[$0 / 8] >> ($0 % 8) & 1 == 1 })
    }
  }

  @Test(arguments: [1, 2, 3]) func sharesAreApartAndTogetherAll(parts: Int) throws {
    let all = Self.allowed()
    guard all.count >= parts else { return }
    let shared = Cores()
    let shares = try (0..<parts).map { part in
      try cores(of: shared) { $0.take(part, of: parts) }
    }
    #expect(shares.reduce(0) { $0 + $1.count } == all.count)
    #expect(shares.reduce(Set()) { $0.union($1) } == all)
    #expect(shares.allSatisfy { $0.count >= all.count / parts })
  }

  @Test func withFewerCoresThanPartsNothingChanges() throws {
    let all = Self.allowed()
    #expect(try cores { $0.take(all.count, of: all.count + 1) } == all)
  }

  @Test func aShareCanBeGivenBack() throws {
    let all = Self.allowed()
    #expect(
      try cores {
        $0.take(0, of: 2)
        $0.takeAll()
      } == all)
  }

  @Test func theFirstShareHasTheCoreOfItsMaker() throws {
    var first = -1
    let share = try cores { _ in
      let cores = Cores()
      first = Int(cores.cores.first)
      cores.take(0, of: max(1, Self.allowed().count))
    }
    #expect(share == [first])
  }
}
