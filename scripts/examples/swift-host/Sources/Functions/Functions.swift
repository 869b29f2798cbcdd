import BatchLua

/// A script that calls Swift, reads values of the program, and returns a result.
@main struct Functions {
  static func main() throws {
    let prices = ["small": 0.25, "large": 2]
    let script = """
      local total = 0
      function transform(record)
        local price = host.price(record.model)
        if not price then batch.log.warn("no price for %s, of %d models", record.model, #models) end
        total = total + (price or 0)
      end
      function finish() return { total = total } end
      """
    let lines = ["small", "large", "huge"].map { "{\"model\":\"\($0)\"}\n" }.joined()
    var options = RunOptions(script: .source(script), inputs: [.bytes(Array(lines.utf8))])
    options.recordType = .json
    options.output = .pushing { _ in }
    options.functions = [ScriptFunction("host.price") { (model: String) in prices[model] }]
    options.globals = ["models": .array(prices.keys.sorted().map { .string($0) })]
    options.onMessage = { print($0) }
    let result = try Run(options).execute().result
    print("total \(result?["total"]?.doubleValue ?? 0)")
  }
}
