import BatchLua

/// Bad records as values, while the others go on.
@main struct Rejects {
  static func main() throws {
    let lines = #"""
      {"custom_id":"a","n":1}
      {"custom_id":"b","n":
      {"custom_id":"c","n":-1}

      """#
    let script = """
      function transform(record)
        if record.n < 0 then batch.reject{ message = "n is negative", code = "negative" } end
      end
      """
    var options = RunOptions(script: .source(script), inputs: [.bytes(Array(lines.utf8))])
    options.recordType = .json
    options.output = .pushing { _ in }
    options.onError = .skip
    options.onReject = { record in
      print("line \(record.error.line ?? 0), \(record.customID ?? "?"): \(record.error.code ?? "")")
    }
    let summary = try Run(options).execute()
    print("written \(summary.written), rejected \(summary.rejected)")
  }
}
