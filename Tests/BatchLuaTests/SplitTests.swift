import Foundation
import Testing

@testable import BatchLua

/// Parts hold each line once.
struct SplitTests {
  private static func request(_ id: String, _ text: String = "", model: String = "m") -> String {
    #"{"custom_id":"\#(id)","method":"POST","url":"/v1/embeddings","#
      + #""body":{"model":"\#(model)","input":"\#(text)"}}"#
  }

  private static func text(_ count: Int) -> String {
    (0..<count).map { request("r\($0)") + "\n" }.joined()
  }

  /// The texts of the parts, in their order, and what is said of them.
  private func split(
    _ inputs: [Data], to output: String = "part-{part:04}.jsonl",
    _ change: (inout SplitOptions) -> Void = { _ in }
  ) throws -> (parts: [Data], report: SplitReport) {
    let scratch = try Scratch(isInMemory: true)
    let paths = try inputs.enumerated().map { number, data in
      Path(try scratch.write(data, to: "in\(number)"))
    }
    var options = SplitOptions(inputs: paths, output: scratch.place(output))
    change(&options)
    let report = try Split(options).execute()
    let names = report.parts.map { String(decoding: $0.file.name, as: UTF8.self) }
    return (try names.map(scratch.read), report)
  }

  private func split(
    _ text: String, to output: String = "part-{part:04}.jsonl",
    _ change: (inout SplitOptions) -> Void = { _ in }
  ) throws -> (parts: [Data], report: SplitReport) {
    try split([Data(text.utf8)], to: output, change)
  }

  @Test func limitsAreKept() throws {
    let line = Self.request("r0").utf8.count + 1
    let byCount = try split(Self.text(7)) { $0.maxRequests = 3 }
    #expect(byCount.report.parts.map(\.requests) == [3, 3, 1])
    let byBytes = try split(Self.text(7)) { $0.maxBytes = 2 * line + 1 }
    #expect(byBytes.report.parts.map(\.requests) == [2, 2, 2, 1])
    #expect(byBytes.parts.map(\.count) == byBytes.report.parts.map(\.bytes))
    let texts = (0..<4).map { Self.request("\($0)", String(repeating: "x", count: 40)) + "\n" }
    let byTokens = try split(texts.joined()) { $0.maxTokens = 25 }
    #expect(byTokens.report.parts.map(\.tokens) == [20, 20])
    #expect(try split(Self.text(3)).report.parts.map(\.requests) == [3])
  }

  @Test func profilesHaveLimits() throws {
    let result = try split(Self.text(50_003))
    #expect(result.report.parts.map(\.requests) == [50_000, 3])
    let inputs = (0..<2000).map { "\"\($0)\"" }.joined(separator: ",")
    let many = (0..<26).map {
      Self.request("\($0)").replacing("\"input\":\"\"", with: "\"input\":[\(inputs)]") + "\n"
    }
    #expect(try split(many.joined()).report.parts.map(\.embeddingInputs) == [50_000, 2000])
  }

  @Test func partsAreEven() throws {
    let result = try split(Self.text(1000)) { $0.parts = 7 }
    #expect(result.parts.count == 7)
    let sizes = result.parts.map(\.count)
    #expect(sizes.max()! - sizes.min()! < 300)
    let few = try split(Self.text(2)) { $0.parts = 5 }
    #expect(few.parts.count == 2)
  }

  @Test(arguments: ["in.jsonl.gz", "in.jsonl.zst"]) func packedInputsHaveEvenParts(
    name: String
  ) throws {
    let scratch = try Scratch()
    let text = Self.text(100)
    let packed = try ToolOutput(scratch.place(name))
    try Array(text.utf8).withUnsafeBufferPointer { try packed.append($0) }
    _ = try ToolOutput.commit([packed])
    var options = SplitOptions(
      inputs: [scratch.place(name)], output: scratch.place("part-{part}.jsonl.gz"))
    options.parts = 4
    let report = try Split(options).execute()
    #expect(report.parts.map(\.bytes).reduce(0, +) == text.utf8.count)
    #expect(report.parts.map(\.requests) == [25, 25, 25, 25])
  }

  /// With any line ends, blank lines and marks, whatever the limit is.
  @Test func partsAreTheInputByteForByte() throws {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<3000 {
      var text = Bool.random(using: &random) ? "\u{FEFF}" : ""
      let count = Int.random(in: 0...30, using: &random)
      for number in 0..<count {
        text += String(repeating: "\n", count: max(0, Int.random(in: -3...2, using: &random)))
        let length = Int.random(in: 0...60, using: &random)
        text += Self.request("r\(number)", String(repeating: "x", count: length))
        let isLast = number + 1 == count && Bool.random(using: &random)
        text += isLast ? "" : ["\n", "\r\n", " \n"].randomElement(using: &random)!
      }
      let kind = Int.random(in: 0..<4, using: &random)
      let result = try split(text) { options in
        switch kind {
        case 0: options.maxRequests = Int.random(in: 1...5, using: &random)
        case 1: options.maxBytes = Int.random(in: 300...600, using: &random)
        case 2: options.maxTokens = Int.random(in: 30...60, using: &random)
        default: options.parts = Int.random(in: 1...6, using: &random)
        }
      }
      if count > 0 { #expect(result.parts.reduce(Data(), +) == Data(text.utf8)) }
      #expect(result.report.parts.map(\.requests).reduce(0, +) == count)
      #expect(result.report.parts.map(\.bytes) == result.parts.map(\.count))
    }
  }

  /// Over several chunks too.
  @Test func longInputsAreWhole() throws {
    let text = (0..<20_000).map {
      Self.request("r\($0)", String(repeating: "y", count: $0 % 200)) + "\n"
    }.joined()
    for limit in [1, 999, 20_000] where limit > 1 {
      let result = try split(text) { $0.maxRequests = limit }
      #expect(result.parts.reduce(Data(), +) == Data(text.utf8))
      #expect(result.parts.count == (20_000 + limit - 1) / limit)
    }
  }

  @Test func inputsWithoutALastLineEndAreJoined() throws {
    let result = try split([Data(Self.request("a").utf8), Data(Self.request("b").utf8)]) {
      $0.maxRequests = 9
    }
    #expect(result.parts == [Data("\(Self.request("a"))\n\(Self.request("b"))".utf8)])
    #expect(result.report.parts[0].bytes == result.parts[0].count)
  }

  /// The line end that is put in between is a byte of the part, and so is a byte order mark.
  @Test func bytesBetweenLinesCount() throws {
    let lines = (0..<6).map { Data(Self.request("\($0)").utf8) }
    let line = lines[0].count
    var result = try split(lines) { $0.maxBytes = 2 * line }
    #expect(result.report.parts.map(\.requests) == [1, 1, 1, 1, 1, 1])
    result = try split(lines) { $0.maxBytes = 2 * line + 1 }
    #expect(result.report.parts.map(\.requests) == [2, 2, 2])
    #expect(result.parts.allSatisfy { $0.count == 2 * line + 1 })
    let text = "\u{FEFF}" + Self.text(2)
    #expect(throws: RunError.self) { try split(text) { $0.maxBytes = line + 3 } }
    result = try split(text) { $0.maxBytes = 2 * line + 4 }
    #expect(result.report.parts.map(\.requests) == [1, 1])
  }

  /// Files, bytes, streams, in any framing: those that are read once are copied, under their names.
  @Test func partsOfAnyInputsAreEven() throws {
    let text = Self.text(12)
    let stream = AsyncStream<[UInt8]> { stream in
      stream.yield(Array(text.utf8))
      stream.finish()
    }
    let rows = "custom_id,method,url,body\n" + (0..<12).map { "r\($0),POST,u,b\n" }.joined()
    let inputs: [(RunInput, InputFraming)] = [
      (.bytes(Array(text.utf8)), .jsonl), (.stream(stream), .jsonl),
      (.bytes(Array("[\(text.replacing("\n", with: ",\n").dropLast(2))]".utf8)), .json),
      (.bytes(Array(rows.utf8)), .csv),
    ]
    for (input, framing) in inputs {
      let scratch = try Scratch()
      var options = SplitOptions(inputs: [input], output: scratch.place("p{part}"))
      options.scan.framing = framing
      options.parts = 3
      #expect(try Split(options).execute().parts.map(\.requests) == [4, 4, 4])
    }
  }

  /// Messages call a copied input by its name, and rejects are framed as it was.
  @Test func copiesKeepTheirNames() throws {
    let scratch = try Scratch()
    let rows = Array("custom_id,body\na,1,2\nb,3\n".utf8)
    let stream = AsyncStream<[UInt8]> { stream in
      stream.yield(rows)
      stream.finish()
    }
    var options = SplitOptions(
      inputs: [.stream(stream, name: "upload")], output: scratch.place("p{part}"))
    options.scan.framing = .csv
    options.parts = 2
    options.lines.onError = .quarantine
    options.lines.rejects = scratch.place("rejects")
    let messages = Messages()
    options.onMessage = { messages.add($0) }
    #expect(try Split(options).execute().rejected == 1)
    #expect(try scratch.text("rejects") == "custom_id,body\na,1,2\n")
    #expect(messages.all.first?.contains("upload:2") == true, "\(messages.all)")
  }

  // MARK: Keys

  private func byModel(
    _ models: [String], to output: String = "{key}.jsonl",
    _ change: (inout SplitOptions) -> Void = { _ in }
  ) throws -> (parts: [Data], report: SplitReport) {
    let lines = models.enumerated().map { Self.request("r\($0)", model: $1) + "\n" }
    return try split(lines.joined(), to: output) { options in
      options.key = LuaExpression("body.model", name: "--by")
      change(&options)
    }
  }

  @Test func keysAreNames() throws {
    let models = ["a/b", "a_b", "a.b", "..", "", "über", "a/b"]
    let result = try byModel(models)
    #expect(
      result.report.parts.map { String(decoding: $0.file.name, as: UTF8.self) } == [
        "a_b.jsonl", "a_b-2.jsonl", "a.b.jsonl", "_..jsonl", "_.jsonl", "über.jsonl",
      ])
    #expect(result.report.parts.map(\.key) == ["a/b", "a_b", "a.b", "..", "", "über"])
    #expect(result.report.parts.map(\.requests) == [2, 1, 1, 1, 1, 1])
  }

  @Test func keysHavePartsToo() throws {
    let result = try byModel(["x", "y", "x", "x", "y"], to: "{key}-{part}.jsonl") {
      $0.maxRequests = 2
    }
    #expect(result.report.parts.map(\.requests) == [2, 2, 1])
    #expect(result.report.parts.map(\.key) == ["x", "y", "x"])
  }

  /// Each line is in the file of its key, in order.
  @Test func keysLoseNothing() throws {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      let models = (0..<Int.random(in: 1...12, using: &random)).map { _ in
        "m\(Int.random(in: 0...8, using: &random))"
      }
      let result = try byModel(models)
      for (part, data) in zip(result.report.parts, result.parts) {
        let lines = models.enumerated().filter { $0.element == part.key }.map {
          Self.request("r\($0.offset)", model: $0.element) + "\n"
        }
        #expect(data == Data(lines.joined().utf8))
      }
      #expect(result.report.parts.map(\.requests).reduce(0, +) == models.count)
    }
  }

  @Test func valuesOfAnyKindAreKeys() throws {
    let lines = (0..<3).map { Self.request("r\($0)") + "\n" }.joined()
    let result = try split(lines, to: "{key}") {
      $0.key = LuaExpression("({ 1.5, false, nil })[tonumber(req.custom_id:sub(2)) + 1]", name: "k")
    }
    #expect(result.report.parts.map(\.key) == ["1.5", "false", "none"])
  }

  @Test func aKeyThatNoLineHasIsTold() throws {
    func messages(_ key: String) throws -> [String] {
      let messages = Messages()
      _ = try split((0..<3).map { Self.request("r\($0)") + "\n" }.joined(), to: "{key}") {
        $0.key = LuaExpression(key, name: "k")
        $0.onMessage = { messages.add($0) }
      }
      return messages.all
    }
    #expect(
      try messages("body.modle") == [
        "warning: body.modle is nil for each line: all are in the part 'none'"
      ])
    #expect(try messages("body.model") == [])
    #expect(try messages("req.custom_id == 'r1' and 'one' or nil") == [])
  }

  @Test func keysAreOfTheTypeThatIsSaid() throws {
    let text =
      #"{"custom_id":"a","response":{"status_code":200,"body":{"model":"m"}},"error":null}"#
    func key(_ type: RecordType) throws -> String? {
      try split(text, to: "{key}") {
        $0.key = LuaExpression("out and 'result' or 'request'", name: "k")
        $0.type = type
      }.report.parts[0].key
    }
    #expect(try key(.detect) == "result" && key(.output) == "result" && key(.input) == "request")
  }

  /// A key that fills more than a file of the service is said, with what cuts it.
  @Test func whatTheServiceRefusesIsSaid() throws {
    let text = Self.text(50_001)
    func messages(_ text: String, _ change: (inout SplitOptions) -> Void) throws -> [String] {
      let messages = Messages()
      _ = try split(text, to: "{key}.jsonl") { options in
        options.onMessage = { messages.add($0) }
        options.key = LuaExpression("body.model", name: "--by")
        change(&options)
      }
      return messages.all
    }
    let said = try messages(text) { _ in }
    #expect(said.count == 1)
    #expect(
      said[0].hasPrefix("warning: ")
        && said[0].hasSuffix(
          "m.jsonl: 50,001 requests; the service takes 50,000 a file; with {part} in the name of the "
            + "output they are cut")
    )
    #expect(try messages(text) { $0.scan.profile = "generic" } == [])
    #expect(try messages(text) { $0.output = Path("\($0.output)-{part}") } == [])
    // Results are not sent to the service.
    let results = (0..<50_001).map { #"{"custom_id":"\#($0)","response":{"body":{}}}"# + "\n" }
    let ofResults = try messages(results.joined()) { _ in }
    #expect(ofResults == ["warning: body.model is nil for each line: all are in the part 'none'"])
  }

  // MARK: Trouble

  @Test func badLinesAreNoLines() throws {
    let text = Self.text(1) + "nope\n[1]\n" + Self.request("z") + "\n"
    #expect(throws: RunError.self) { try split(text) }
    let result = try split(text) { $0.lines.onError = .skip }
    #expect(result.report.rejected == 2 && result.report.parts[0].requests == 2)
    #expect(result.parts[0] == Data((Self.text(1) + Self.request("z") + "\n").utf8))
    #expect(throws: RunError.self) { try split(Self.text(1)) { $0.maxBytes = 10 } }
  }

  @Test func nothingIsPlacedWhenItFails() throws {
    let scratch = try Scratch()
    let path = Path(try scratch.write(Self.text(5) + "nope\n", to: "in.jsonl"))
    var options = SplitOptions(inputs: [path], output: scratch.place("p{part}.jsonl"))
    options.maxRequests = 1
    #expect(throws: RunError.self) { try Split(options).execute() }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path) == ["in.jsonl"])
  }

  @Test func namesTellPartsApart() throws {
    #expect(throws: RunError.self) { try split(Self.text(1), to: "one.jsonl") }
    #expect(throws: RunError.self) { try split(Self.text(1), to: "{key}-{part}") }
    #expect(throws: RunError.self) { try byModel(["m"], to: "{part}") }
    #expect(throws: RunError.self) { try byModel(["m"], to: "{key}") { $0.maxRequests = 1 } }
  }

  /// Each option with each other one: what is taken has each line once, and all else is an error.
  @Test func optionsGoTogetherOrAreRefused() throws {
    let text = Self.text(9)
    for choice in 0..<64 {
      func has(_ option: Int) -> Bool { choice >> option & 1 == 1 }
      let output = (has(4) ? "{key}" : "x") + (has(5) ? "-{part}" : "")
      let isLimited = has(0) || has(1) || has(2)
      let isRight = !(has(3) && (isLimited || has(4))) && (has(5) || has(4) && !isLimited)
      func result() throws -> SplitReport {
        try split(text, to: output) {
          if has(0) { $0.maxRequests = 2 }
          if has(1) { $0.maxBytes = 300 }
          if has(2) { $0.maxTokens = 3 }
          if has(3) { $0.parts = 3 }
          if has(4) { $0.key = LuaExpression("req.custom_id:sub(2, 2) > '4'", name: "k") }
        }.report
      }
      if isRight {
        let parts = try result().parts
        #expect(parts.map(\.requests).reduce(0, +) == 9, "\(choice)")
        if has(3) { #expect(parts.map(\.requests) == [3, 3, 3]) }
      } else {
        #expect(throws: RunError.self, "\(choice)") { try result() }
      }
    }
    #expect(throws: RunError.self) { try split(text) { $0.parts = 0 } }
  }
}
