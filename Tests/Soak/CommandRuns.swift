import Dispatch
import Foundation

/// Runs of the command, all by a shell.
struct CommandRuns: Sendable {
  let folder: Folder
  let program: String

  init(_ folder: Folder, program: String) {
    self.folder = folder
    self.program = program
  }

  /// The command lines with their exit codes; outputs have names of their own.
  private static let lines: [(code: Int32, line: String)] = [
    (0, "run -e 'body.n = 1' in.jsonl -o c1.jsonl"),
    (0, "run --sandbox --timeout 5 -e 'body.n = 1' in.jsonl -o c2.jsonl.gz"),
    (4, "run --timeout 0.05 -e 'while true do end' in.jsonl -o never.jsonl"),
    (4, "run -e 'error(\"no\")' in.jsonl -o never.jsonl"),
    (0, "validate in.jsonl"),
    (0, "stats in.jsonl"),
    (0, "split --parts 3 in.jsonl -o 'c3-{part}.jsonl'"),
    (0, "retry in.jsonl --results results.jsonl -o c4.jsonl"),
    (0, "join in.jsonl --results results.jsonl -o c5.csv"),
    (0, "merge in.jsonl -o c6.jsonl"),
    (0, "diff in.jsonl in.jsonl"),
  ]

  var all: [Scenario] {
    Self.lines.map { code, line in
      Scenario(name: "batchlua \(line)") {
        let found = await run(line)
        try expect(found == code, "it ended with \(found)")
      }
    }
  }

  /// The exit code. By the C library, as Foundation's Process keeps three descriptors for each thread
  /// that it is called on.
  private func run(_ line: String) async -> Int32 {
    let command = "cd '\(folder.path)' && exec '\(program)' \(line) </dev/null >/dev/null 2>&1"
    return await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        let status = system(command)
        continuation.resume(returning: status & 127 == 0 ? status >> 8 : 128 + status & 127)
      }
    }
  }
}
