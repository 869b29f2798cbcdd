internal import SystemPackage

/// Finds tests, and holds the options that all of them run with.
struct TestContext {
  let updates: Bool
  let moduleDirectories: [Path]
  let makeRun: (_ script: Path, _ inputs: [Path], _ arguments: [String]) throws -> RunOptions
  let execute: (RunOptions) throws(RunError) -> Void

  /// Runs the tests of folders and scripts; throws if one of them has none.
  func run(_ paths: [Path]) throws(RunError) -> [ScriptTestReport.Test] {
    var tests: [ScriptTestReport.Test] = []
    for path in paths {
      let found = try self.tests(at: path)
      if found.isEmpty {
        throw RunError(
          .usage,
          "there are no tests in \(path): NAME.test/in.jsonl beside NAME.lua, or functions test_… in "
            + "test_….lua")
      }
      tests += found
    }
    return tests
  }

  private func tests(at path: Path) throws(RunError) -> [ScriptTestReport.Test] {
    guard path.exists else { throw RunError.io("cannot read \(path)", Errno.noSuchFileOrDirectory) }
    if path.isDirectory {
      return path.hasSuffix(".test") ? [try run(folder: path)] : try tests(in: path)
    }
    if Self.holdsFunctions(path) { return try functions(of: path) }
    let folder = Path(bytes: path.bytes.dropLast(path.hasSuffix(".lua") ? 4 : 0))
      .appending(".test")
    return folder.isDirectory ? [try run(folder: folder)] : []
  }

  private func tests(in folder: Path) throws(RunError) -> [ScriptTestReport.Test] {
    var tests: [ScriptTestReport.Test] = []
    for name in try FolderFiles.names(in: folder) where name.bytes.first != UInt8(ascii: ".") {
      let path = folder == "." ? name : folder.child(name)
      // A link to a folder might make a circle.
      if path.isDirectory && path.linkTarget == nil || Self.holdsFunctions(path) {
        tests += try self.tests(at: path)
      }
    }
    return tests
  }

  private static func holdsFunctions(_ path: Path) -> Bool {
    path.name.starts(with: "test_".utf8) && path.hasSuffix(".lua")
  }

  private func run(folder: Path) throws(RunError) -> ScriptTestReport.Test {
    try DataTest(folder, in: self).run()
  }

  private func functions(of path: Path) throws(RunError) -> [ScriptTestReport.Test] {
    try FunctionTests(path, in: self).run()
  }
}
