/// The results of script tests.
public struct ScriptTestReport: Sendable {
  /// In the order in which they ran.
  public let tests: [Test]

  /// The result of one test.
  public struct Test: Sendable {
    /// "swap.test", "test_swap.lua: test_model".
    public let name: String
    /// The lines of the failure message; nil if the test passed.
    public var failure: [String]?
    /// Files of expected results that were updated.
    public var updated: [String] = []
  }

  /// The number of failed tests.
  public var failures: Int { tests.count { $0.failure != nil } }

  /// The report for people.
  public var text: String {
    var lines: [String] = []
    for test in tests {
      for file in test.updated { lines.append("wrote \(file)") }
      guard let failure = test.failure else { continue }
      lines.append("FAILED \(test.name)")
      lines += failure.map { "  \($0)" }
    }
    let count = tests.count == 1 ? "1 test" : "\(tests.count) tests"
    lines.append(failures == 0 ? "\(count), all passed" : "\(count), \(failures) failed")
    return lines.joined(separator: "\n")
  }

  /// The report as one JSON object, for programs.
  public var json: String {
    let data = tests.map { test in
      Report.object([
        ("name", .string(test.name)), ("passed", .boolean(test.failure == nil)),
        ("message", .string(test.failure?.joined(separator: "\n"))),
        ("updated", .list(test.updated.map { .string($0) })),
      ])
    }
    let report = Report.object([
      ("object", .string("test")), ("tests", .integer(tests.count)),
      ("failed", .integer(failures)), ("data", .list(data)),
    ])
    return String(report.line.dropLast())
  }
}
