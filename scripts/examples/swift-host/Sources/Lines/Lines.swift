import BatchLua
import BatchModel

/// Reads requests from standard input without a script, changes them and writes them.
@main struct Lines {
  static func main() throws {
    while let line = readLine() {
      var request = try BatchRequestInput(json: line.utf8)
      request.customID += "-again"
      request.body?["model"] = "gpt-5-mini"
      print(String(decoding: try request.encoded(), as: UTF8.self))
    }
  }
}
