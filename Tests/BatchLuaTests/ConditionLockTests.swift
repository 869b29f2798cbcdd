import Foundation
import Testing

@testable import BatchLua

/// A lock with a condition.
struct ConditionLockTests {
  /// What the threads of a test share, touched under the lock.
  private final class Shared: @unchecked Sendable {
    let monitor = ConditionLock()
    var count = 0
    var waiting = 0
  }

  private let shared = Shared()

  /// Runs `body` on so many threads, with their numbers; false when they do not come to an end.
  private func run(threads: Int, _ body: @escaping @Sendable (Int, Shared) -> Void) -> Bool {
    let group = DispatchGroup()
    for number in 0..<threads {
      group.enter()
      Thread.detachNewThread { [shared] in
        shared.monitor.lock()
        body(number, shared)
        shared.monitor.unlock()
        group.leave()
      }
    }
    return group.wait(timeout: .now() + 60) == .success
  }

  /// Each thread waits for the one before it: a waking that is lost is the end of all.
  @Test(arguments: [2, 3]) func threadsThatTakeTurns(threads: Int) {
    let turns = 5000
    let ended = run(threads: threads) { number, shared in
      for turn in 0..<turns {
        while shared.count != turn * threads + number { shared.monitor.wait() }
        shared.count += 1
        shared.monitor.wakeAll()
      }
    }
    #expect(ended)
    if ended { #expect(shared.count == turns * threads) }
  }

  /// The last one gives the others time to fall asleep.
  @Test(arguments: [false, true]) func allThatSleepAreWoken(areIdle: Bool) {
    let ended = run(threads: 4) { _, shared in
      shared.waiting += 1
      if shared.waiting < 4 {
        while shared.count == 0 {
          if areIdle { shared.monitor.idle() } else { shared.monitor.wait() }
        }
        return
      }
      shared.monitor.unlock()
      usleep(100_000)
      shared.monitor.lock()
      shared.count = 1
      if areIdle { shared.monitor.wakeIdlers() } else { shared.monitor.wakeAll() }
    }
    #expect(ended)
  }
}
