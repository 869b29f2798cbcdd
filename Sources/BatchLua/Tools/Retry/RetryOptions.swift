/// Which requests are sent again, and how.
public struct RetryOptions: Sendable {
  /// The files of requests.
  public var requests: ScanOptions
  /// Results and errors, of any number of batches, in any order.
  public var results: [RunInput]
  /// Where the requests to send again are written; nil is standard output.
  public var output: Path?
  /// Error codes and HTTP statuses. Failed requests are sent again only if their last failure has
  /// one of these; if empty, all are. Requests without any result are sent again in any case.
  public var only: [String] = []
  /// Whether requests whose answer was cut short by the token limit are sent again.
  public var includesCutShort = false
  /// The factor for the token limit of these; nil leaves it unchanged.
  public var growth: Double?
  /// The suffix for the ids of requests that are sent again. Results are matched with and without
  /// it.
  public var attempts: AttemptMark?
  /// What happens with bad lines.
  public var lines = LinePolicy()
  /// Called with messages for people: warnings, bad lines that are passed over.
  public var onMessage: @Sendable (String) -> Void = { _ in }

  /// Selects all requests that failed, and all without a result.
  public init(requests: ScanOptions, results: [RunInput]) {
    self.requests = requests
    self.results = results
  }

  /// Options for the files at these paths.
  public init(requests: ScanOptions, results paths: some Sequence<Path>) {
    self.init(requests: requests, results: paths.map(RunInput.file))
  }
}
