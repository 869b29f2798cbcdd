/// Runs the functions `test_…` of a file, each in a state of its own.
struct FunctionTests {
  private let path: Path
  private let context: TestContext

  init(_ path: Path, in context: TestContext) {
    self.path = path
    self.context = context
  }

  func run() throws(RunError) -> [ScriptTestReport.Test] {
    let bytes: [UInt8]
    do {
      bytes = try TextFile.read(path)
    } catch {
      throw RunError.io("cannot read \(path)", error)
    }
    let names = Self.names(in: LuaTokens(bytes))
    let text = Escapes.text(of: bytes)
    if names.isEmpty {
      return [ScriptTestReport.Test(name: "\(path)", failure: ["it defines no function test_…"])]
    }
    return names.map { run($0, text) }
  }

  /// The names of the global test functions, in the order of the file.
  static func names(in tokens: LuaTokens) -> [String] {
    let all = tokens.all
    var names: [String] = []
    for (index, token) in all.enumerated()
    where token.kind == .name && token.text.hasPrefix("test_") {
      let isDefined = index > 0 && all[index - 1].isName("function")
      let isLocal = index > 1 && all[index - 2].isName("local")
      let isAssigned =
        index + 2 < all.count && all[index + 1].isSymbol("=") && all[index + 2].isName("function")
      if isDefined && !isLocal || isAssigned, !names.contains(token.text) {
        names.append(token.text)
      }
    }
    return names
  }

  /// Runs one function from a `begin` that first restores `begin` and `finish` of the scripts under
  /// test, so that the function can call them.
  private func run(_ name: String, _ text: String) -> ScriptTestReport.Test {
    let call =
      "\nlocal _begin, _finish = begin, finish finish = nil "
      + "function begin() begin, finish = _begin, _finish \(name)() end"
    var run = RunOptions(script: .source(text + call, name: "\(path)"), inputs: [])
    run.hasNoInput = true
    run.moduleDirectories = [path.parent] + context.moduleDirectories
    let outcome = TestOutcome(run, in: context, without: path.parent)
    var test = ScriptTestReport.Test(name: "\(path): \(name)")
    if let failure = outcome.failure {
      // Without the sentence about outputs: a test has none.
      let text = failure.diagnostic.map { $0.rendered().text } ?? failure.reason
      let lines = (outcome.said + text).without("\(path.parent)/").split(separator: "\n")
      test.failure = lines.map(String.init)
    }
    return test
  }
}
