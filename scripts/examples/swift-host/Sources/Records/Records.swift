import BatchLua
import BatchModel

/// A script that stays loaded, for records as they come.
@main struct Records {
  static func main() async throws {
    let script = """
      local seen = 0
      function transform(req)
        seen = seen + 1
        req.body.seed = seen
      end
      function finish() return seen end
      """
    let transformer = try await Transformer(RunOptions(script: .source(script), inputs: []))
    for number in 1...3 {
      let request = BatchRequestInput(
        customID: "r\(number)", url: .responses, body: ["input": "Hello"])
      for changed in try await transformer.transform(request) {
        print("\(changed.customID): \(changed.body?["seed"]?.intValue ?? 0)")
      }
    }
    print("seen \(try await transformer.finish().summary.result?.intValue ?? 0)")
  }
}
