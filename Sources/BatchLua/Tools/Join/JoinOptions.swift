/// Which requests and results are joined, and into what.
public struct JoinOptions: Sendable {
  /// The format of the table.
  public enum Form: String, CaseIterable, Sendable {
    /// Rows by RFC 4180 below a header.
    case csv
    /// An object a line.
    case jsonl
    /// A table of Markdown.
    case md
  }

  /// A column, and the expression that gives its values: of `req`, the request, and `out`, the
  /// result, which is nil when it is missing.
  public struct Column: Sendable, Hashable {
    /// What the column is called.
    public let name: String
    /// What is in it.
    public let value: LuaExpression

    /// A column of this name.
    public init(_ name: String, _ value: LuaExpression) {
      self.name = name
      self.value = value
    }
  }

  /// The files of requests.
  public var requests: ScanOptions
  /// Results and errors, of any number of batches, in any order.
  public var results: [RunInput]
  /// Where the table goes; nil is standard output.
  public var output: Path?
  /// What it is written as.
  public var form = Form.csv
  /// The columns; those of `Join.defaultColumns` when there are none.
  public var columns: [Column] = []
  /// Whether rows of CSV end in CR LF.
  public var endsLinesWithCRLF = false
  /// What the expressions of columns may use.
  public var expressions = ExpressionOptions()
  /// The marks of attempts behind the ids of results: see `RetryOptions.attempts`.
  public var attempts: AttemptMark?
  /// Whether messages list the ids without a result, and the ids of results without a request.
  public var listsIDs = false
  /// What happens with bad lines.
  public var lines = LinePolicy()
  /// Called with messages for people: warnings, bad lines that are passed over, lists.
  public var onMessage: @Sendable (String) -> Void = { _ in }

  /// A table of requests with their results.
  public init(requests: ScanOptions, results: [RunInput]) {
    self.requests = requests
    self.results = results
  }

  /// Options for the files at these paths.
  public init(requests: ScanOptions, results paths: some Sequence<Path>) {
    self.init(requests: requests, results: paths.map(RunInput.file))
  }
}
