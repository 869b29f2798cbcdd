import BatchLua
import BatchModel
import LuaVM
import Synchronization
import Testing

/// Swift functions that scripts call.
@Suite struct ScriptFunctionTests {
  private struct Point: ScriptConvertible {
    var x: Int
    var y: Int

    init(script argument: borrowing ScriptArgument) throws {
      guard let x = try argument.json()["x"]?.intValue, let y = try argument.json()["y"]?.intValue
      else { throw argument.mismatch("a point") }
      (self.x, self.y) = (x, y)
    }

    func write(to result: inout ScriptResult) {
      result.set(["x": .int(Int64(x)), "y": [1, .null]])
    }
  }

  private struct Model: ScriptConvertible {
    init(script argument: borrowing ScriptArgument) throws { throw NoSuchModel() }
    func write(to result: inout ScriptResult) {}
  }

  private struct NoSuchModel: Error, CustomStringConvertible {
    let description = "there is no such model"
  }

  private static let functions: [ScriptFunction] = [
    ScriptFunction("host.price") { (model: String) -> Double? in ["a": 0.5, "b": 2][model] },
    ScriptFunction("host.deep.sum") { (numbers: [Double]) in numbers.reduce(0, +) },
    ScriptFunction("join") { (parts: [String], separator: String?) in
      parts.joined(separator: separator ?? ",")
    },
    ScriptFunction("host.same") { (value: JSONValue) in value },
    ScriptFunction("host.counts") { (counts: [String: Int]) in counts.mapValues { $0 + 1 } },
    ScriptFunction("host.flip") { (flag: Bool) in !flag },
    ScriptFunction("host.whole") { (number: Int) in number },
    ScriptFunction("host.move") { (point: Point) -> Point in
      var point = point
      point.x += 1
      return point
    },
    ScriptFunction("host.fail") { () throws -> Int in throw NoSuchModel() },
    ScriptFunction("host.rows") { (rows: [[Int]]) in rows.count },
    ScriptFunction("host.refuse") { (models: [Model]) in models.count },
    ScriptFunction("host.nothing") { (_: String) -> Void in },
    ScriptFunction("host.maybe") { (value: [Int?]) -> [Int?] in value },
  ]

  private func run(_ script: String, _ change: (inout RunOptions) -> Void = { _ in }) -> String? {
    do throws(RunError) {
      let run = try HostRun("function transform(r)\n\(script)\nend") {
        $0.functions = Self.functions
        change(&$0)
      }
      return run.output == #"{"n":1}"# + "\n" ? nil : run.output
    } catch {
      return error.reason
    }
  }

  @Test(arguments: [
    "assert(host.price('a') == 0.5 and host.price('zzz') == nil)",
    "assert(host.deep.sum{1, 2.5} == 3.5 and host.deep.sum(json.decode('[1,2]')) == 3.0)",
    "assert(host.deep.sum{} == 0)",
    "assert(join({'a', 'b'}) == 'a,b' and join({'a', 'b'}, '-', 'more') == 'a-b')",
    "assert(host.same(nil) == json.null and host.same(json.null) == json.null)",
    "assert(host.same{ a = { 1, json.null } }.a[2] == json.null)",
    "assert(#host.same(json.decode('[1,2,3]')) == 3)",
    "assert(json.encode(host.same(json.decode('[0.70,1e400,18446744073709551615]')))"
      + " == '[0.70,1e400,18446744073709551615]')",
    "assert(math.type(host.same(3)) == 'integer' and math.type(host.same(3.5)) == 'float')",
    "assert(host.same(r).n == 1) local t = host.same(r) t.n = 2 assert(r.n == 1 and t.n == 2)",
    "assert(host.counts{ a = 1 }.a == 2 and next(host.counts{}) == nil)",
    "assert(host.flip(true) == false)",
    "assert(host.whole(3.0) == 3 and host.whole(2^53) == 9007199254740992)",
    "local p = host.move{ x = 1, y = 2 } assert(p.x == 2 and p.y[2] == json.null)",
    "assert(select('#', host.nothing('x')) == 0)",
    "assert(host.maybe{ 1, json.null }[2] == json.null)",
    "local ok, message = pcall(host.fail)"
      + " assert(not ok and message:find('there is no such model', 1, true))",
    "local c = coroutine.wrap(function() coroutine.yield(host.price('b')) end) assert(c() == 2)",
    "r.body = host.same{ a = 1 } assert(json.encode(r.body) == '{\"a\":1}') r.body = nil",
  ])
  func calls(script: String) {
    #expect(run(script) == nil)
  }

  @Test(arguments: [
    ("host.price()", "host.price takes a string as argument 1, got nil"),
    ("host.price(1)", "host.price takes a string as argument 1, got a number"),
    (#"host.price("\xff")"#, "host.price takes a string in UTF-8 as argument 1, got a string"),
    ("host.whole(1.5)", "host.whole takes an integer as argument 1, got a number"),
    ("host.flip(json.null)", "host.flip takes true or false as argument 1, got json.null"),
    ("join({}, 3)", "join takes a string as argument 2, got a number"),
    (
      "host.deep.sum({ 1, 'x' })",
      "host.deep.sum takes a number as element 2 of argument 1, got a string"
    ),
    ("host.deep.sum(print)", "host.deep.sum takes a list as argument 1, got a function"),
    (
      "host.counts({ a = 'x' })",
      "host.counts takes an integer as member 'a' of argument 1, got a string"
    ),
    (
      "host.rows({ { 1 }, { 2, 'x' } })",
      "host.rows takes an integer as element 2 of element 2 of argument 1, got a string"
    ),
    (
      "host.counts({ a = print })",
      "host.counts cannot take argument 1: a: a function has no JSON form"
    ),
    (
      "host.deep.sum({ 1, '\\xff' , print })",
      "host.deep.sum cannot take argument 1: [2]: the string is not valid UTF-8"
    ),
    (
      "host.refuse({ 'a' })",
      "host.refuse cannot take element 1 of argument 1: there is no such model"
    ),
    ("host.move({})", "host.move takes a point as argument 1, got a table"),
    ("host.fail()", "there is no such model"),
  ])
  func mistakes(script: String, message: String) {
    #expect(run(script) == message)
  }

  @Test(arguments: [
    "a b", "", "1a", "host.", "end", "host.end", "transform", "args.x", "ä", "json", "json.decode",
    "batch.emit", "string", "string.trim", "print", "package.path", "_G", "os",
  ])
  func namesThatScriptsCannotWrite(name: String) {
    let error = HostRun.failure("function transform(r) end") {
      $0.functions = [ScriptFunction(name) { () in 1 }]
    }
    #expect(error?.kind == .usage)
    #expect(error?.description.contains("'\(name)'") == true)
  }

  @Test func namesThatComeTwice() {
    let error = HostRun.failure("function transform(r) end") {
      $0.functions = [ScriptFunction("a.b") { () in 1 }, ScriptFunction("a.b") { () in 2 }]
    }
    #expect(error?.description == "'a.b' is the name of two values of the host")
    let other = HostRun.failure("function transform(r) end") {
      $0.functions = [ScriptFunction("a") { () in 1 }, ScriptFunction("a.b") { () in 2 }]
    }
    #expect(other?.kind == .usage)
    // The value would take the place of the table with the function.
    let third = HostRun.failure("function transform(r) end") {
      $0.functions = [ScriptFunction("a.b.c") { () in 1 }]
      $0.globals = ["a": 1]
    }
    #expect(third?.description == "'a' of the host is no table, which 'a.b.c' needs")
    let global = HostRun.failure("function transform(r) end") { $0.globals = ["json": 1] }
    #expect(
      global?.description == "'json' cannot be a value of the host: scripts have a global 'json' "
        + "already; take another name, such as 'host.json'")
  }

  /// With several states, each thread calls the function.
  @Test func severalStates() throws {
    let count = Mutex(0)
    let lines = (0..<20_000).map { #"{"n":\#($0)}"# + "\n" }.joined()
    let script = "stateless = true function transform(r) r.n = count(r.n) end"
    let run = try HostRun(script, lines) {
      $0.jobs = 2
      $0.functions = [
        ScriptFunction("count") { (n: Int) in
          count.withLock { $0 += 1 }
          return n + 1
        }
      ]
    }
    #expect(count.withLock { $0 } == 20_000)
    #expect(run.output == (1...20_000).map { #"{"n":\#($0)}"# + "\n" }.joined())
  }

  /// Objects that cross survive collections at each crossing, and nothing of them is left.
  @Test func nothingIsLost() throws {
    try HostRun(
      "function transform(r) for i = 1, 20 do local t = host.same{ i } assert(t[1] == i) end end"
    ) {
      $0.functions = Self.functions
      $0.globals = ["config": ["a": [1, 2]]]
      let balance = Balance(of: &$0)
      let opened = $0.onOpen
      $0.onOpen = { vm in
        opened?(vm)
        vm.collectAtEachCrossing()
      }
      _ = balance
    }
  }

  // MARK: Values

  @Test(arguments: [
    "assert(limit == 3 and name == 'é' and flag == false and none == json.null)",
    "assert(config.models[2] == 'b' and #config.models == 2 and config.max == 1.5)",
    "assert(json.encode(big) == '18446744073709551615')",
    "local ok, m = pcall(function() config.max = 2 end) assert(not ok and m:find('cannot be changed'))",
    "assert(not pcall(table.insert, config.models, 'c') and #config.models == 2)",
    "assert(not pcall(function() config.models[1] = nil end))",
    "local c = json.copy(config) c.max = 2 assert(c.max == 2 and config.max == 1.5)",
    "config = nil collectgarbage() local d = json.decode('{}') d.x = 1 assert(d.x == 1)",
    "local d = json.decode('{\"a\":1}') d.a = 2 assert(d.a == 2)",
  ])
  func globals(script: String) {
    let message = run(script) {
      $0.globals = [
        "limit": 3, "name": "é", "flag": false, "none": .null, "big": .uint(.max),
        "config": ["models": ["a", "b"], "max": 1.5],
      ]
    }
    #expect(message == nil)
  }

  @Test func whatFinishReturns() throws {
    func result(_ script: String, jobs: Int = 1) throws -> JSONValue? {
      try HostRun("stateless = true function transform(r) end function finish() \(script) end") {
        $0.jobs = jobs
      }.summary.result
    }
    #expect(try result("") == nil)
    #expect(try result("return nil") == nil)
    #expect(try result("return 7") == 7)
    #expect(try result("return 'x', 2") == "x")
    #expect(try result("return json.null") == .null)
    #expect(try result("return { n = 1, list = json.array{} }") == ["n": 1, "list": []])
    #expect(try result("return json.decode('[0.70]')") == [.number("0.70")])
    #expect(try result("return { 1, 2 }", jobs: 2) == [1, 2])
    let messages = Mutex<[String]>([])
    let summary = try HostRun("function transform() end function finish() return { print } end") {
      $0.onMessage = { text in messages.withLock { $0.append(text) } }
    }.summary
    #expect(summary.result == nil && summary.read == 1)
    #expect(messages.withLock { $0.joined() }.contains("what finish returned is not the result"))
  }
}
