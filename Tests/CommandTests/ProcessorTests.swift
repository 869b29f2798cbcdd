import Foundation
import Testing

/// The paths that are chosen by what the processor has: each gives the same. The tests of LazyJSON
/// run over each of them by `scripts/test`.
struct ProcessorTests {
  /// simdjson's names; where the processor does not have one, it is left out.
  private static let implementations: [String] = {
    let processor = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let flags = ["icelake": " avx512_vbmi2 ", "haswell": " avx2 ", "westmere": " sse4_2 "]
    return flags.filter { processor.contains($0.value) }.map(\.key).sorted() + ["fallback"]
  }()

  /// Line ends and backslashes alone, in pairs and in crowds, at all places of the blocks that are
  /// looked at together, and runs without any.
  private static let text: String = {
    var lines: [String] = []
    for length in 0..<140 {
      let escapes = String(repeating: #"\n"#, count: length)
      let plain = String(repeating: "x", count: length)
      lines += [
        #"{"n":\#(length),"s":"\#(escapes)"}"#, #"{"n":\#(length),"s":"\#(plain)\\"}"#,
        #"{"n":\#(length),"s":"\#(plain)\"\#(escapes)\u00e9"}"#,
        String(repeating: "\n", count: length / 2) + #"{"\u006e":\#(length)}"#,
      ]
    }
    for length in stride(from: 4000, to: 20_000, by: 997) {
      let plain = String(repeating: "Base64+/", count: length / 8)
      lines.append(#"{"n":\#(length),"s":"\#(plain)","t":"\\\#(plain)\""}"#)
    }
    lines.append(#"{"s":"\#(String(repeating: "x", count: 77))\x"}"#)
    return lines.map { $0 + "\n" }.joined()
  }()

  @Test(arguments: implementations) func allReadTheSame(implementation: String) throws {
    let tool = try Tool()
    try tool.write(Self.text, to: "in.jsonl")
    func run(_ wrapper: [String]) throws -> [String] {
      let code = "local n = #tostring(req.s) + (req.n or 0) req.s = nil req.n = n"
      let result = try tool.run(
        command: [
          "run", "--type", "json", "--on-error", "quarantine", "--rejects", "bad.jsonl", "-e",
          code, "in.jsonl",
        ], through: wrapper)
      #expect(result.code == 1, "\(result.error)")
      return [result.output, try tool.read("bad.jsonl"), result.error]
    }
    let plain = try run([])
    #expect(plain[0].split(separator: "\n").count > 500)
    #expect(plain[1].hasSuffix("\\x\"}\n") && plain[2].contains("invalid escape"))
    #expect(
      try run(["/usr/bin/env", "SIMDJSON_FORCE_IMPLEMENTATION=\(implementation)"]) == plain)
  }
}
