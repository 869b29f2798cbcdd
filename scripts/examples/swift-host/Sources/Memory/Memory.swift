import BatchLua
import BatchModel

/// Runs a script over requests in memory, and prints what it makes of them.
@main struct Memory {
  static func main() throws {
    let requests = (1...3).map { number in
      BatchRequestInput(
        customID: "r\(number)", url: .responses,
        body: ["model": "gpt-5", "input": .string("Tell me about \(number).")])
    }
    let script = "function transform(req) req.body.max_output_tokens = 100 end"
    var options = RunOptions(script: .source(script), inputs: [.records(requests)])
    options.output = .pushing { piece in
      piece.withUnsafeBytes { print(String(decoding: $0, as: UTF8.self), terminator: "") }
    }
    try Run(options).execute()
  }
}
