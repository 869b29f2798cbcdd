internal import Glibc

/// Runs a script over a copy of the files in its folder `NAME.test`.
struct DataTest {
  private let context: TestContext
  private let folder: Path
  private let files: FolderFiles
  private let script: Path
  private static let errors: Path = "expected.stderr"

  init(_ folder: Path, in context: TestContext) {
    self.context = context
    self.folder = folder
    files = FolderFiles(folder: folder)
    script = Path(bytes: folder.bytes.dropLast(".test".utf8.count)).appending(".lua")
  }

  func run() throws(RunError) -> ScriptTestReport.Test {
    var test = ScriptTestReport.Test(name: "\(folder)")
    guard let script = script.real else {
      test.failure = ["there is no \(script) beside it"]
      return test
    }
    let paths = try files.paths()
    let copy = try FolderFiles.temporary()
    defer { copy.remove() }
    let given = paths.filter { !Self.isExpected($0) && $0 != "args" }
    var texts: [(path: Path, bytes: [UInt8])] = []
    for path in given { texts.append((path, try files.read(path))) }
    if !texts.isEmpty { try copy.write(texts) }
    let arguments = try arguments(paths)
    let inputs = given.filter { $0.bytes.starts(with: "in.".utf8) }
    let outcome: TestOutcome
    do {
      outcome = try Self.at(copy.folder) { () throws in
        var run = try context.makeRun(script, inputs, arguments)
        run.moduleDirectories += context.moduleDirectories.compactMap(\.real)
        if run.inputs.isEmpty { run.hasNoInput = true }
        return TestOutcome(run, in: context, without: script.parent)
      }
    } catch {
      test.failure = ["args: \(error)"]
      return test
    }
    var made: [(path: Path, bytes: [UInt8])] = []
    for path in try copy.paths() where !given.contains(path) {
      made.append((path, try copy.read(path)))
    }
    try compare(outcome, made, paths, &test)
    return test
  }

  private static func isExpected(_ path: Path) -> Bool {
    path.bytes.starts(with: "expected.".utf8) || path.bytes.starts(with: "expected/".utf8)
  }

  private func arguments(_ paths: [Path]) throws(RunError) -> [String] {
    guard paths.contains("args") else { return [] }
    let text = String(decoding: try files.read("args"), as: UTF8.self)
    guard let words = ShellWords.split(text) else {
      throw RunError(.usage, "\(folder.child("args")): a quote is not closed")
    }
    return words
  }

  /// Runs `body` with the folder as the working directory.
  private static func at<Result>(_ folder: Path, _ body: () throws -> Result) throws -> Result {
    let before = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard before >= 0, folder.withCString({ chdir($0) }) == 0 else {
      throw RunError(.io, "cannot work in \(folder)")
    }
    defer {
      fchdir(before)
      close(before)
    }
    return try body()
  }

  // MARK: Comparing

  private func compare(
    _ outcome: TestOutcome, _ made: [(path: Path, bytes: [UInt8])], _ paths: [Path],
    _ test: inout ScriptTestReport.Test
  ) throws(RunError) {
    let output =
      paths.first { $0.bytes.starts(with: "expected.".utf8) && $0 != Self.errors }
      ?? "expected.jsonl"
    var found: [(path: Path, bytes: [UInt8])] = made.map {
      (Path("expected").child($0.path), $0.bytes)
    }
    if paths.contains(output) || !outcome.output.isEmpty || made.isEmpty {
      found.append((output, outcome.output))
    }
    let expectsErrors = paths.contains(Self.errors)
    if expectsErrors { found.append((Self.errors, Array(outcome.messages.utf8))) }
    if let failure = outcome.failure, !expectsErrors {
      test.failure = "error: \(failure)".without(script.real.map { "\($0.parent)/" } ?? "/")
        .split(separator: "\n").map(String.init)
      return
    }
    var expected = Set(paths.filter(Self.isExpected))
    var updates: [(path: Path, bytes: [UInt8])] = []
    var failure: [String] = []
    for (path, bytes) in found {
      let wanted = expected.remove(path) == nil ? nil : try files.read(path)
      if wanted == bytes { continue }
      updates.append((path, bytes))
      failure += Self.difference(path, wanted, bytes)
    }
    for path in expected.sorted(by: { $0.description < $1.description }) {
      failure.append("\(path) was not written")
    }
    if context.updates && expected.isEmpty {
      if !updates.isEmpty { try files.write(updates) }
      test.updated = updates.map { "\(folder == "." ? $0.path : folder.child($0.path))" }
    } else if !failure.isEmpty {
      test.failure = failure
    }
  }

  private static func difference(_ path: Path, _ wanted: [UInt8]?, _ found: [UInt8]) -> [String] {
    guard let wanted else {
      return ["there is no \(path), and \(found.count) bytes were written; an update makes it"]
    }
    let (old, new) = (Escapes.text(of: wanted), Escapes.text(of: found))
    let lines = LineDiff(expected: old, found: new).text()
    return ["\(path) differs:"] + (lines.isEmpty ? ["  in its last line end"] : lines)
  }
}
