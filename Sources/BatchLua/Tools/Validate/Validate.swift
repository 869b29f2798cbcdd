/// Finds all problems in files of requests or results, and fixes those that need no guessing.
///
///     let report = try Validate(ValidateOptions(inputs: ["in.jsonl"])).execute { print($0.code) }
public struct Validate {
  private let options: ValidateOptions

  /// Nothing is opened before `execute`.
  public init(_ options: ValidateOptions) { self.options = options }

  /// Reads the files, and calls `body` with the findings in order. Each file is treated as one
  /// upload: limits, models and URLs are counted for each; an id that an earlier file has is a
  /// warning. Fixed lines are written to one file. Throws if an input cannot be read or an output
  /// not written; then no file has changed.
  public func execute(
    _ found: (Finding) throws(RunError) -> Void
  ) throws(RunError) -> ValidateReport {
    try ValidatePass(options).run(found)
  }
}
