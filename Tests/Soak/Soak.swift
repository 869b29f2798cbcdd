import BatchLua
import BatchModel
import Foundation

/// Mixed runs of the library, in this process and in sealed ones, and of the command, for as long as
/// is said; what the process takes meanwhile must not grow. See scripts/soak.
@main struct Soak {
  static func main() async throws {
    SealedProcess.prepare()
    let arguments = CommandLine.arguments
    guard arguments.count == 3, let minutes = Double(arguments[1]) else { exit(2) }
    let folder = try Folder()
    let scenarios = HostRuns(folder).all + CommandRuns(folder, program: arguments[2]).all
    var meter = Meter(folder.path)
    let end = ContinuousClock.now + .seconds(minutes * 60)
    var rounds = 0
    repeat {
      for group in scenarios.shuffled().split(every: 3) { await run(group) }
      rounds += 1
      meter.sample(rounds * scenarios.count)
    } while ContinuousClock.now < end
    folder.remove()
    exit(meter.isFlat() ? 0 : 1)
  }

  /// Runs some at a time. One that does not end as it should ends all.
  private static func run(_ scenarios: [Scenario]) async {
    await withTaskGroup { group in
      for scenario in scenarios {
        group.addTask {
          do { try await scenario.body() } catch {
            print("scripts/soak: \(scenario.name): \(error)")
            exit(1)
          }
        }
      }
    }
  }
}

/// A run that is to end in its own way; throws when it does not.
struct Scenario: Sendable {
  let name: String
  let body: @Sendable () async throws -> Void
}

/// What a scenario has ended with in place of what it should.
struct Unexpected: Error, CustomStringConvertible { let description: String }

func expect(_ isTrue: Bool, _ what: @autoclosure () -> String) throws {
  if !isTrue { throw Unexpected(description: what()) }
}

extension Array {
  func split(every count: Int) -> [[Element]] {
    stride(from: 0, to: self.count, by: count).map {
      Array(self[$0..<Swift.min($0 + count, self.count)])
    }
  }
}
