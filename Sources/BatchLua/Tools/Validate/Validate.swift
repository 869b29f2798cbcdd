/// Finds all that is wrong with files of requests or results, and mends what needs no guessing.
///
///     let report = try Validate(ValidateOptions(inputs: ["in.jsonl"])).execute { print($0.code) }
public struct Validate {
  private let options: ValidateOptions

  /// Nothing is opened before `execute`.
  public init(_ options: ValidateOptions) { self.options = options }

  /// Reads the files and hands out what is found, in their order. Each file is one that is uploaded:
  /// limits, models and URLs are its own; an id that an earlier file has is a warning. What is mended
  /// becomes one file. Throws when an input cannot be read or an output not written; then no file
  /// has changed.
  public func execute(
    _ found: (Finding) throws(RunError) -> Void
  ) throws(RunError) -> ValidateReport {
    try ValidatePass(options).run(found)
  }
}
