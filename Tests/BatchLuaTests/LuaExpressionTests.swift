import BatchModel
import LazyJSON
import Testing

@testable import BatchLua

/// Expressions of tools: what they see, what they give, what is said when one fails.
@Suite struct LuaExpressionTests {
  /// Lines as a tool has them, and expressions over them.
  private final class World {
    private let scratch = ScratchDocument()
    let expressions: Expressions
    private(set) var messages: [String] = []
    private static let file: Path = "in.jsonl"

    init(
      _ codes: [String], over lines: [String], profile: Profile = .openai,
      _ options: ExpressionOptions = ExpressionOptions()
    ) throws {
      var log: (MessageText) -> Void = { _ in }
      expressions = try Expressions(
        codes.enumerated().map { LuaExpression($1, name: "--column c\($0 + 1)") }, options,
        profile: profile
      ) { log($0) }
      var text = lines.joined(separator: "\n")
      text.withUTF8 {
        document.reserveText($0.count).update(from: $0.baseAddress!, count: $0.count)
        document.extendText(by: $0.count)
      }
      try document.indexLines(with: RecordKeys.indexer(profile.shape))
      log = { [unowned self] in messages.append($0.text) }
    }

    var document: Document { scratch.document }

    /// The values for a line as JSON text.
    func values(
      _ line: Int = 0, out: Int? = nil, as type: RecordType? = nil
    ) throws -> [String] {
      let origin = Origin(file: Self.file, firstLine: 10, firstRecord: 1)
      try expressions.evaluate(
        (document, document.lines[line], origin), number: 7, as: type,
        out: out.map { (document, document.lines[$0].root) })
      var index = 0
      var all: [String] = []
      while index < count {
        var text = ByteBuffer()
        expressions.values[index].appendJSON(to: &text)
        all.append(text.elements.string)
        index += 1
      }
      return all
    }

    var count = 0
  }

  private static let request =
    #"{"custom_id":"a","method":"POST","url":"/v1/responses","body":{"model":"m","n":[1,2.50],"s":"x\ny"}}"#
  private static let result =
    #"{"custom_id":"a","response":{"status_code":200,"body":{"choices":[{"index":0,"message":"#
    + #"{"content":"Hi"},"finish_reason":"stop"}],"usage":{"total_tokens":7}}},"error":null}"#

  private func values(
    _ codes: String..., lines: [String] = [request, result], line: Int = 0, out: Int? = nil,
    profile: Profile = .openai, options: ExpressionOptions = ExpressionOptions()
  ) throws -> [String] {
    try onLargeStack {
      let world = try World(codes, over: lines, profile: profile, options)
      world.count = codes.count
      return try world.values(line, out: out)
    }
  }

  private func failure(
    _ codes: String..., line: Int = 0, options: ExpressionOptions = ExpressionOptions()
  ) throws -> String {
    do {
      _ = try onLargeStack {
        try World(codes, over: [Self.request, Self.result], options).values(line)
      }
      return "no failure"
    } catch let fault as RecordFault {
      return fault.error(outcome: "nothing was written").description
    } catch let error as RunError {
      return error.description
    }
  }

  @Test func valuesOfAllKinds() throws {
    #expect(
      try values(
        "body.model", "body.n", "body.n[2]", "1 + 1", "1/2", "body.nothing", "json.null", "true",
        "{ a = 1, b = { 'x' } }", "body.s", "req", "req.json.custom_id", "2^53")
        == [
          #""m""#, "[1,2.50]", "2.5", "2", "0.5", "null", "null", "true", #"{"a":1,"b":["x"]}"#,
          #""x\ny""#, Self.request, #""a""#, "9007199254740992",
        ])
  }

  @Test func textIsNotQuoted() throws {
    let texts = try onLargeStack {
      let world = try World(["body.s", "nil", "body.n"], over: [Self.request])
      _ = try world.values()
      return (0..<3).map { index in
        var text = ByteBuffer()
        text.append(world.expressions.values[index].bytes)
        return text.elements.string
      }
    }
    #expect(texts == ["x\ny", "", "[1,2.50]"])
  }

  @Test func requestAndResultAreSeenTogether() throws {
    #expect(
      try values(
        "req.custom_id", "body.model", "out and out:text()", "out and out:usage().total", out: 1)
        == [#""a""#, #""m""#, #""Hi""#, "7"])
    #expect(try values("out", "out and out:text()") == ["null", "null"])
  }

  @Test func aResultAloneIsTheRecordToo() throws {
    #expect(
      try values("req == out", "out:text()", "body.usage.total_tokens", "req.custom_id", line: 1)
        == ["true", #""Hi""#, "7", #""a""#])
  }

  @Test func everyShapeHasItsFields() throws {
    let gemini = #"{"key":"k","request":{"contents":[{"parts":[{"text":"q"}]}]}}"#
    #expect(
      try values(
        "req.custom_id", "body.contents[1].parts[1].text", lines: [gemini], profile: .gemini)
        == [#""k""#, #""q""#])
    #expect(try values("req.free", "body", lines: [#"{"free":5}"#]) == ["5", "null"])
  }

  @Test func placesAreThoseOfTheInput() throws {
    #expect(
      try values("req.file", "req.line", "req.index", lines: ["", Self.request])
        == [#""in.jsonl""#, "11", "7"])
  }

  @Test func argumentsAndLibrariesAreThere() throws {
    var options = ExpressionOptions()
    options.definitions = [Definition("x", "5")]
    #expect(
      try values("args.x", "batch.hash('abc'):sub(1, 4)", "json.encode({1})", options: options)
        == [#""5""#, #""06b0""#, #""[1]""#])
  }

  @Test func changesAreNowhereElse() throws {
    let changed = "(function() body.model = 'other' return body.model end)()"
    try onLargeStack {
      let world = try World([changed], over: [Self.request])
      world.count = 1
      #expect(try world.values() == [#""other""#])
      #expect(!world.document.isChanged(0))
      #expect(try world.values() == [#""other""#])
    }
  }

  @Test func anErrorNamesExpressionAndLine() throws {
    let text = try failure("req.custom_id", "body.modle.x")
    #expect(
      text.hasPrefix("attempt to index a nil value (field 'modle'); did you mean 'model'?"))
    #expect(text.contains("\n  --> --column c2:1\n   1 | body.modle.x\n"), "\(text)")
    #expect(text.contains("\n  input in.jsonl:10, custom_id \"a\"\n"), "\(text)")
    #expect(text.hasSuffix("\n  nothing was written"))
  }

  @Test func whatIsNoExpressionIsRefusedAtOnce() throws {
    #expect(try failure("body.").hasPrefix("<name> expected near <eof>"))
    #expect(try failure("x = 1").contains("--> --column c1:1"))
    #expect(
      try failure("bdy.model").hasPrefix(
        "'bdy' is a global that nothing defines; did you mean 'body'?"))
    #expect(try failure("print").hasPrefix("the expression gave a function; it takes"))
    #expect(try failure("print").contains("--> --column c1:1"))
    #expect(try failure("'\\xFF'").contains("not valid UTF-8"))
    #expect(try failure("0/0").contains("NaN has no JSON form"))
    #expect(try failure("batch.emit(req)").contains("batch.emit is for the scripts of a run"))
    #expect(try failure("batch.reject('x')").contains("batch.reject concerns a record"))
  }

  @Test func timeAndMemoryAreLimited() throws {
    var options = ExpressionOptions()
    options.timeout = 0.2
    let endless = "(function() while true do end end)()"
    #expect(
      try failure(endless, options: options).hasPrefix("the script took longer than 0.2 s"))
    options.timeout = nil
    options.maxMemory = 8 << 20
    let large = "('x'):rep(100000000)"
    #expect(
      try failure(large, options: options).contains("the script needs more than 8 MiB of memory"))
    #expect(
      try failure("(function() local function f() return 1 + f() end return f() end)()")
        .contains("stack overflow"))
  }

  /// Each record is copied for Lua; the copies have to go again.
  @Test func manyRecordsTakeNoMoreMemory() throws {
    try onLargeStack {
      let world = try World(["body.model", "out:text()"], over: [Self.request, Self.result])
      world.count = 2
      var options = ExpressionOptions()
      options.maxMemory = 4 << 20
      let limited = try World(
        ["body.model", "out:text()"], over: [Self.request, Self.result], options)
      limited.count = 2
      for _ in 0..<20_000 {
        #expect(try limited.values(out: 1) == [#""m""#, #""Hi""#])
      }
    }
  }
}
