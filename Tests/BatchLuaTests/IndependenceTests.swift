import Testing

@testable import BatchLua

/// Which scripts several states may share the records of.
struct IndependenceTests {
  @Test(arguments: [
    "body.model = 'x'",
    "body.model = args.model or 'x'",
    "req.custom_id:match('7$')",
    "body.user = json.encode({a = 1, b = string.rep('x', 3)})",
    "local t = {} for i, m in ipairs(body.messages) do t[i] = m.content end body.user = t[1]",
    "local n = 0 local function add() n = n + 1 end add() body.n = n",
    "local ok, v = pcall(json.decode, body.x) if not ok then batch.reject('x') end body.x = v",
    "body.at = os.time() body.file = batch.current.file",
    "req.url = batch.BatchEndpoint.embeddings",
  ])
  func codeThatKeepsNothing(code: String) {
    let independence = Independence(of: ScriptSource(code: code))
    #expect(independence.obstacle?.text == nil)
    #expect(independence.line == nil)
  }

  @Test(arguments: [
    ("N = (N or 0) + 1", "'N'"), ("seen[req.custom_id] = true", "'seen'"),
    ("_G.n = 1", "'_G'"), ("local e = _ENV e.n = 1", "table of globals"),
    ("_ENV = {}", "table of globals"), ("string.last = req.custom_id", "'string'"),
    ("local s = string s.last = 1", "'string'"), ("local t = {math} t[1].n = 1", "'math'"),
    ("local s = string local u = s.upper s.u = u", "'string'"),
    ("args.n = 1", "'args'"), ("rawset(args, 'n', 1)", "'args'"),
    ("for k, v in pairs(args) do body[k] = v end", "'args'"),
    ("body.n = math.random(6)", "'math.random'"), ("math.randomseed(1)", "'math.randomseed'"),
    ("print(1)", "'print'"), ("batch.log.info('x')", "'batch.log.info'"),
    ("batch.writer('x'):write(req)", "'batch.writer'"),
    ("for l in batch.lines('x') do end", "'batch.lines'"), ("batch.emit(req)", "'batch.emit'"),
    ("local b = batch b.writer('x')", "'batch'"), ("require 'x'", "'require'"),
    ("load('N = 1')()", "'load'"), ("getmetatable('').x = 1", "'getmetatable'"),
    ("local c = batch.current rawset(c, 'n', 1)", "'batch.current'"),
    ("rawset(batch.current, 'n', 1)", "'batch.current'"),
    ("batch.BatchEndpoint.n = 1", "'batch.BatchEndpoint'"),
    ("table.insert(batch.BatchEndpoint.values, 1)", "'batch.BatchEndpoint.values'"),
    ("batch.BatchRequestInput.n = 1", "'batch.BatchRequestInput'"),
    ("collectgarbage()", "'collectgarbage'"), ("os.exit()", "'os.exit'"),
    ("local function f() N = 1 end f()", "'N'"), ("(", "not understood"),
  ])
  func codeThatMayKeepSomething(code: String, part: String) throws {
    let independence = Independence(of: ScriptSource(code: "\n" + code))
    let obstacle = try #require(independence.obstacle?.text)
    #expect(obstacle.contains(part), "\(obstacle)")
    if part != "not understood" { #expect(independence.line == 2) }
  }

  @Test(arguments: [
    "stateless = true N = 0 function transform(r) N = N + 1 r.body.user = N .. math.random() end",
    "return { stateless = true, transform = function(r) local s = string s.x = 1 end }",
    "stateless = true local cache = {} function transform(r) cache[r.custom_id] = 1 end",
    "#!/usr/bin/env batchlua\nstateless = true function filter(r) return os.getenv('X') end",
  ])
  func scriptsThatSaySo(script: String) {
    #expect(Independence(of: ScriptSource(script, name: "s.lua")).obstacle?.text == nil)
  }

  @Test(arguments: [
    ("function transform(r) end", "does not set stateless = true", nil),
    ("stateless = true\nfunction transform(r) print(r) end", "uses 'print'", 2),
    ("stateless = true\n\nlocal w = batch.writer('x')", "uses 'batch.writer'", 3),
    ("stateless = true\nlocal b = batch", "uses 'batch'", 2),
    ("stateless = true\nlocal x = os", "uses 'os'", 2),
    ("stateless = true local m = require 'm'", "uses 'require'", 1),
    ("stateless = true _G.x = 1", "uses '_G'", 1),
    ("stateless = true local e = _ENV", "uses the table of globals as a value", 1),
    ("stateless = true function transform(r) print(1) end\nprint(2)", "uses 'print'", 1),
  ])
  func scriptsThatActBesideTheirRecords(script: String, obstacle: String, line: Int?) {
    let independence = Independence(of: ScriptSource(script, name: "s.lua"))
    #expect(independence.obstacle?.text == obstacle)
    #expect(independence.line == line)
  }

  /// Where a function has more constants than an instruction can name, globals are read in two steps.
  @Test func afterManyConstants() {
    let many = (0..<300).map { "x = \($0).5" }.joined(separator: " ")
    let head = "local x \(many) "
    func obstacle(_ code: String) -> String? {
      Independence(of: ScriptSource(code: head + code)).obstacle?.text
    }
    #expect(obstacle("body.user = tostring(x)") == nil)
    #expect(obstacle("print(x)") == "uses 'print'")
    #expect(obstacle("N = x")?.contains("globals") == true)
    let script = "stateless = true \(head) local e, k = _ENV, 'n' e[k] = x"
    let independence = Independence(of: ScriptSource(script, name: "s"))
    #expect(independence.obstacle?.text.contains("globals") == true)
  }
}
