import Foundation
import Testing

/// What once ended the process, or might: each must end with a code, whatever the code.
struct CrashTests {
  @Test(arguments: [
    "body.messages[-2^63]", "json.has(body.messages, math.mininteger)",
  ])
  func knownCrashes(code: String) throws {
    let result = try Tool().run("-e", "local _ = \(code)", "-", input: Tool.requests(1))
    #expect(result.code != nil, "signal \(result.signal ?? 0)")
  }

  /// The code that a script of two records ends with.
  private func end(_ code: String) throws -> Tool.Result {
    let statement = code.contains("] = ") || code.contains("body = ") ? code : "local _ = \(code)"
    return try Tool().run("-e", statement, "-", input: Tool.requests(2))
  }

  /// What is an error, of the script's line and the input's.
  @Test(arguments: [
    "body.messages[math.mininteger] = 1", "body.messages[math.maxinteger] = 1",
    "body.messages[2^63] = 1", "body.messages[0/0] = 1", "next(body.messages, 2^63)",
    "table.insert(body.messages, math.maxinteger, 1)", "table.remove(body.messages, -2^63)",
    "table.remove(body.messages, math.mininteger)", "table.move(body.messages, 1, 1 << 62, 2)",
    "table.unpack(body.messages, 1, 1e7)", "table.concat(body.messages, ',', 1, 1 << 62)",
    "rawlen(5)", "rawset(body, nil, 1)", "json.encode()", "json.array(1)", "batch.emit()",
    "batch.emit(nil, nil)", "batch.BatchRequestInput(1)",
    "batch.BatchRequestInput.decode(('['):rep(1e6))", "require(('x'):rep(1e6))", "require('a.')",
    "req.copy()", "req.encode(nil)", "req[('x'):rep(1e6)]", "os.date('%Ez', 1e18)",
    "string.rep('x', 1 << 40)", "utf8.char(1 << 40)",
    "coroutine.wrap(function() coroutine.wrap(error)() end)()",
    "error(setmetatable({}, {__index = error}))", "setmetatable(_G, {__index = error}).x",
    "select(math.mininteger, 1)", "string.format('%999d', 1)",
    "setmetatable(json, {__index = error})",
  ])
  func errors(code: String) throws {
    let result = try end(code)
    #expect(result.code == 4, "signal \(result.signal ?? 0)")
    #expect(result.output == "")
    #expect(result.error.hasPrefix("error: ") && result.error.utf8.count < 4000)
    #expect(result.error.contains("\n  --> -e:1\n"), "\(result.error)")
    #expect(result.error.contains("\n  input standard input:1, custom_id"), "\(result.error)")
  }

  /// What is none: both records are written.
  @Test(arguments: [
    "next(body.messages, math.maxinteger)", "next(body.messages, math.mininteger)",
    "json.has(body)", "batch.log.info()", "batch.log.info(nil)", "batch.log.info({})",
    "tostring(req)", "json.copy(body.messages, 1)", "coroutine.close(coroutine.create(print))",
    "collectgarbage('step', 1 << 40)",
    "load(('('):rep(1e5))", "load('return ' .. ('{'):rep(1e5))",
  ])
  func noErrors(code: String) throws {
    let result = try end(code)
    #expect(result.code == 0, "signal \(result.signal ?? 0), \(result.error)")
    #expect(result.output == Tool.requests(2))
  }

  @Test func otherEnds() throws {
    let empty = try end("req.body = setmetatable({}, {__pairs = error})")
    #expect(empty.code == 0 && empty.output.components(separatedBy: #""body":{}"#).count == 3)
    #expect(try end("batch.stop(1)").output == Tool.requests(1))
    for code in ["batch.reject()", "batch.reject({})"] {
      let result = try end(code)
      #expect(result.code == 1 && result.output == "")
      #expect(result.error.contains("rejected by the script"), "\(result.error)")
    }
  }

  /// To be seen with the address sanitizer: a suggestion must not look at a document that is gone.
  @Test func suggestionAfterItsDocumentIsGone() throws {
    let code = """
      if req.index == 1 then
        for i = 1, 400 do local _ = json.decode('{"messages":1}').mesages end
      elseif req.index == 20000 then
        local t = {} t.mesages.x = 1
      end
      """
    let result = try Tool().run("-e", code, "-", input: Tool.requests(20000))
    #expect(result.code == 4, "signal \(result.signal ?? 0), \(result.error.suffix(400))")
  }
}
