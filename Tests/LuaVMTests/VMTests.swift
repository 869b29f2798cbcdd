import CLua
import LuaVM
import Testing

/// A state with a host that knows nothing.
private func makeVM(maxMemory: Int = 0) -> VM {
  try! VM(host: bl_host(), maxMemory: maxMemory)
}

extension VM {
  fileprivate func run(_ text: String) throws(ScriptError) {
    try run(Array(text.utf8), name: "test.lua")
  }

  /// The error that a script ends with.
  fileprivate func failure(_ text: String) throws -> ScriptError {
    do throws(ScriptError) {
      try run(text)
    } catch {
      return error
    }
    throw NoFailure()
  }
}

private struct NoFailure: Error {}

extension ScriptError {
  fileprivate var text: String { String(decoding: message, as: UTF8.self) }
}

struct VMTests {
  private let vm = makeVM()

  @Test func version() {
    #expect(VM.luaVersion.hasPrefix("5.4."))
  }

  /// Lua 5.4.4 uses freed memory when `..` grows the stack in a metamethod.
  @Test(arguments: [
    "setmetatable({}, {['__con' .. 'cat'] = print})", "local t = {} function t.__concat() end",
    "load('__concat = 1')()", "local f = require",
  ])
  func theStackIsDeepWhereScriptsHaveConcat(text: String) throws {
    try vm.run("setmetatable({}, {__index = print}) local payload = collectgarbage()")
    #expect(vm.memory < 1 << 20)
    try vm.run(text)
    try vm.run("collectgarbage() collectgarbage()")
    #expect(vm.memory > 100_000 * 16)
  }

  @Test func opensAndCloses() throws {
    try vm.run("x = 1 + 1")
    #expect(vm.memory > 0)
    vm.close()
    #expect(vm.memory == 0)
  }

  @Test func closesAfterErrorsWithNothingLeft() throws {
    for _ in 0..<100 {
      _ = try vm.failure("local t = {} for i = 1, 100 do t[i] = ('x'):rep(i) end error(t)")
      _ = try vm.failure("x = = 1")
      _ = try vm.failure("coroutine.wrap(function() error('x') end)()")
    }
    vm.close()
    #expect(vm.memory == 0)
  }

  @Test func errorHasMessageAndPlace() throws {
    let error = try vm.failure("\n\nerror('boom')")
    #expect(error.kind == .runtime)
    #expect(error.text == "boom")
    #expect(error.position == ScriptError.Position(source: "test.lua", line: 3))
    #expect(error.code == nil)
  }

  @Test func syntaxErrorHasMessageAndPlace() throws {
    let error = try vm.failure("x = 1\ny = = 2")
    #expect(error.kind == .syntax)
    #expect(error.text.contains("unexpected symbol near '='"))
    #expect(error.position == ScriptError.Position(source: "test.lua", line: 2))
  }

  @Test func errorWithoutPosition() throws {
    #expect(try vm.failure("error('plain', 0)").text == "plain")
  }

  @Test func errorInAFunctionOfLuaPointsToTheScript() throws {
    let error = try vm.failure("local t = {3, 'x', 1}\ntable.sort(t)")
    #expect(error.text.contains("attempt to compare"))
    #expect(error.position?.line == 2)
  }

  @Test func errorTable() throws {
    let error = try vm.failure("error{code = 'c', message = 'm', param = 'p'}")
    #expect(error.text == "m")
    #expect(error.code == "c" && error.param == "p")
    #expect(try vm.failure("error{code = 'c'}").code == "c")
    #expect(try vm.failure("error{}").text.contains("without 'message'"))
  }

  @Test(arguments: [
    ("nil", "nil"), ("5", "5"), ("1.5", "1.5"), ("true", "true"), ("print", "function"),
    ("coroutine.create(print)", "thread"), ("setmetatable({}, {__name = 'mine'})", ""),
    ("setmetatable({}, {__tostring = function() return 'shown' end})", "shown"),
    ("setmetatable({}, {__tostring = function() error('in') end})", "cannot be shown"),
    ("setmetatable({}, {__tostring = function() return 5 end})", "5"),
    ("setmetatable({}, {__tostring = function() return {} end})", "cannot be shown"),
    ("setmetatable({}, {__index = error})", ""), ("''", ""), ("'\\0\\255'", "\0"),
  ])
  func errorObjects(value: String, part: String) throws {
    let error = try vm.failure("error(\(value), 0)")
    #expect(error.kind == .runtime)
    #expect(part.isEmpty || error.text.contains(part), "\(error.text)")
    try vm.run("x = 1")
  }

  @Test func longMessageIsCut() throws {
    #expect(try vm.failure("error(('x'):rep(1e6), 0)").message.count == 65536)
  }

  @Test func deepRecursionEndsWithAnError() throws {
    #expect(try vm.failure("local function f() return 1 + f() end f()").text.contains("overflow"))
    try vm.run("x = 1")
  }

  // MARK: Entries

  @Test func entries() throws {
    try vm.run("function transform() end")
    #expect(vm.hasTransform && !vm.hasFilter)
    let other = makeVM()
    try other.run("return { filter = function() end, begin = function() error('b') end }")
    #expect(!other.hasTransform && other.hasFilter)
    #expect(throws: ScriptError.self) { try other.begin() }
    try other.finish()
  }

  @Test func entriesAreReadRaw() throws {
    try vm.run("setmetatable(_G, {__index = function(_, k) error('asked for ' .. k) end})")
    #expect(!vm.hasTransform)
  }

  @Test func whatIsNoScript() throws {
    #expect(try vm.failure("return 42").text.contains("expected nothing or a table"))
    #expect(try vm.failure("transform = {}").text.contains("must be a function, got a table"))
    #expect(try vm.failure("\u{1B}Lua").text.contains("binary"))
    let big = [UInt8](repeating: 0x20, count: 17 << 20)
    #expect(throws: ScriptError.self) { try vm.run(big, name: "big.lua") }
  }

  @Test func bodies() throws {
    try vm.loadBody(Array("req.x > 1".utf8), name: "-e")
    #expect(vm.hasTransform)
    try makeVM().loadBody(Array("local x = 1 body.x = x".utf8), name: "-e")
    #expect(throws: ScriptError.self) { try vm.loadBody(Array("x = = 1".utf8), name: "-e") }
  }

  // MARK: Coroutines

  @Test func closingCoroutinesNestsToALimit() throws {
    try vm.run(
      """
      local co = false
      for _ = 1, 30000 do
        local inner = co
        local new = coroutine.create(function()
          local x <close> = setmetatable({}, { __close = function()
            if inner then assert(coroutine.close(inner)) end
          end })
          coroutine.yield()
        end)
        coroutine.resume(new)
        co = new
      end
      local ok, message = coroutine.close(co)
      assert(not ok and tostring(message):find("too many nested"), message)
      """)
  }

  @Test func coroutineChainsEnd() throws {
    let error = try vm.failure("local function f() return coroutine.wrap(f)() end f()")
    #expect(error.text.contains("overflow"), "\(error.text)")
  }

  // MARK: Determinism

  @Test func randomNumbersAreTheSameInEachState() throws {
    func numbers() throws -> String {
      try makeVM().failure(
        "local t = {} for i = 1, 20 do t[i] = math.random(1 << 40) end error(table.concat(t, ' '), 0)"
      ).text
    }
    #expect(try numbers() == numbers())
  }
}
