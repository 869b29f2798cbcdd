import CThreads
import Testing

@testable import BatchLua

/// Threads of their own, whose cores are theirs alone.
struct CPUAffinityTests {
  /// The cores that a new thread may run on after `body`.
  private func cores(
    of all: CPUAffinity = CPUAffinity(), after body: @escaping (CPUAffinity) -> Void
  ) throws -> Set<Int> {
    var found: Set<Int> = []
    let thread = LargeStackThread(size: 1 << 20) {
      body(all)
      found = Self.allowed()
    }
    if let problem = thread.start() { throw problem }
    try thread.join()
    return found
  }

  private static func allowed() -> Set<Int> { numbers(ct_find_cores()) }

  private static func numbers(_ cores: ct_cores) -> Set<Int> {
    withUnsafeBytes(of: cores.set) { bytes in
      Set((0..<bytes.count * 8).filter { bytes[$0 / 8] >> ($0 % 8) & 1 == 1 })
    }
  }

  /// On machines of any size: with numbers one after another, with gaps, and up to the last one.
  @Test(arguments: [
    [0], [3], [0, 1], [1, 5], [0, 1, 2], [2, 3, 63], [0, 63, 64, 1023], Array(0..<8),
    Array(60..<71), Array(stride(from: 1, to: 1024, by: 3)),
  ])
  func sharesOfAnyCores(numbers: [Int]) {
    for first in Set([numbers[0], numbers[numbers.count / 2], numbers[numbers.count - 1]]) {
      var cores = ct_cores()
      cores.first = Int32(first)
      withUnsafeMutableBytes(of: &cores.set) { bytes in
        for number in numbers { bytes[number / 8] |= 1 << (number % 8) }
      }
      for parts in 1...9 {
        let shares = (0..<parts).map { ct_share(&cores, Int32($0), Int32(parts)) }
        let sets = shares.map(Self.numbers)
        guard numbers.count >= parts else {
          #expect(shares.allSatisfy { $0.first == -1 })
          continue
        }
        #expect(sets.reduce(0) { $0 + $1.count } == numbers.count)
        #expect(sets.reduce(Set()) { $0.union($1) } == Set(numbers))
        let sizes = sets.map(\.count)
        #expect(sizes.max()! - sizes.min()! <= 1)
        #expect(shares[0].first == Int32(first) && sets[0].contains(first))
        for (share, set) in zip(shares, sets) { #expect(set.contains(Int(share.first))) }
        // The neighbour of the first one is in another share.
        let next = numbers[(numbers.firstIndex(of: first)! + 1) % numbers.count]
        #expect(parts == 1 || sets[1].contains(next))
      }
    }
  }

  /// A program that runs scripts beside other work has its threads left alone.
  @Test func threadsStayWhereTheyAreUnlessAsked() throws {
    #expect(try cores(of: CPUAffinity(isUsed: false)) { $0.take(0, of: 2) } == Self.allowed())
    #expect(!RunOptions(script: .code("true"), inputs: []).keepsToCores)
  }

  @Test func whatIsNotKnownIsNotShared() {
    var cores = ct_find_cores()
    cores.first = -1
    #expect(ct_share(&cores, 0, 1).first == -1)
  }

  @Test(.enabled(if: allowed().count > 1, "there is one core"), arguments: [1, 2])
  func sharesAreApartAndTogetherAll(parts: Int) throws {
    let all = Self.allowed()
    let shared = CPUAffinity()
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
      let cores = CPUAffinity()
      first = Int(cores.cores.first)
      cores.take(0, of: max(1, Self.allowed().count))
    }
    #expect(share == [first])
  }
}
