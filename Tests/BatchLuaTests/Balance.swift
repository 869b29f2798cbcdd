import BatchLua
import Foundation
import Synchronization
import Testing

/// What the states of a run leave behind: no memory of Lua, no owners, no documents.
final class Balance: Sendable {
  private let leftovers = Mutex<[LeakReport]>([])

  /// From now on runs with these options are watched.
  init(of options: inout RunOptions) {
    options.onClose = { left in self.leftovers.withLock { $0.append(left) } }
  }

  /// To be called after the runs.
  func check(sourceLocation: SourceLocation = #_sourceLocation) {
    let all = leftovers.withLock { $0 }
    #expect(!all.isEmpty, sourceLocation: sourceLocation)
    for left in all {
      #expect(left.luaBytes == 0, sourceLocation: sourceLocation)
      #expect(left.owners == 0, sourceLocation: sourceLocation)
      // A thread that reads ahead may be about to give its own back.
      for _ in 0..<20000 where left.documents != 0 { usleep(250) }
      #expect(left.documents == 0, sourceLocation: sourceLocation)
    }
  }
}
