import BatchLua
import BatchModel

/// Reads requests from standard input without a script, changes them and writes them; with the name of
/// a file, says how many lines it has and what is wrong with its requests.
@main struct Program {
  static func main() async throws {
    if CommandLine.arguments.count == 2 { return try await look(at: CommandLine.arguments[1]) }
    for record in Records<BatchRequestInput>(of: "-") {
      var request = try record.get().value
      request.customID += "-again"
      request.body?["model"] = "gpt-5-mini"
      print(String(decoding: try request.encoded(), as: UTF8.self))
    }
  }

  private static func look(at path: String) async throws {
    var lines = 0
    for try await _ in Lines(of: .file(path)).async { lines += 1 }
    print("lines \(lines)")
    for case .failure(let error) in Records<BatchRequestInput>(of: .file(path)) {
      print("line \(error.input?.line ?? 0): \(error.reason)")
    }
  }
}
