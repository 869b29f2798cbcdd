/// The counts of `Stats`.
public struct StatsReport: Sendable {
  /// A name and how often it occurs.
  public struct Count: Sendable {
    /// The name, such as that of a model.
    public let name: String
    /// The number of lines with this name.
    public internal(set) var count: Int
  }

  /// The distribution of numbers.
  public struct Spread: Sendable {
    /// The sum of all.
    public let sum: Int
    /// The smallest.
    public let least: Int
    /// The median, by nearest rank.
    public let median: Int
    /// The 95th percentile, by nearest rank.
    public let most95: Int
    /// The largest.
    public let most: Int
    /// A histogram, from the smallest numbers to the largest.
    public let bars: [Bar]
  }

  /// The count of the numbers in a range.
  public struct Bar: Sendable {
    /// The lower bound, included.
    public let from: Int
    /// The upper bound, excluded.
    public let to: Int
    /// How many.
    public let count: Int
  }

  /// How much of a limit of the profile a file uses.
  public struct Share: Sendable {
    /// "requests", "bytes" or "embedding_inputs".
    public let name: String
    /// The use of the fullest file.
    public let used: Int
    /// The limit of the service.
    public let limit: Int
    /// The fullest file.
    public let file: Path
  }

  /// Failures of one code.
  public struct Failures: Sendable {
    /// The service's error code.
    public let code: String
    /// How many.
    public internal(set) var count = 0
    /// The id of the first.
    public let id: String?
    /// Its message.
    public let message: String
  }

  /// A result that failed.
  public struct Failure: Sendable {
    /// Its file and line.
    public let position: String
    /// The id.
    public let id: String?
    /// The HTTP status.
    public let status: Int?
    /// The service's code.
    public let code: String
    /// For people.
    public let message: String
  }

  /// The tokens that a model has used.
  public struct Usage: Sendable {
    /// The model; nil when the answers do not say it.
    public let model: String?
    /// Results.
    public internal(set) var results = 0
    /// Tokens of the input, cached ones included.
    public internal(set) var input = 0
    /// Those of them that were cached.
    public internal(set) var cached = 0
    /// Tokens of the output, reasoning included.
    public internal(set) var output = 0
    /// Those of them that were reasoning.
    public internal(set) var reasoning = 0
    /// The cost by the prices; nil if there is none for the model.
    public internal(set) var cost: Double?

    init(model: String?) { self.model = model }
  }

  /// The profile whose limits hold.
  public internal(set) var profile = ""
  /// The inputs, as they were given.
  public internal(set) var files: [Path] = []
  /// Lines that are not blank.
  public internal(set) var lines = 0
  /// Bytes, unpacked.
  public internal(set) var bytes = 0
  /// Lines that are neither requests nor results.
  public internal(set) var others = 0

  /// Requests.
  public internal(set) var requests = 0
  /// Requests by URL, the most first.
  public internal(set) var urls: [Count] = []
  /// Requests by model.
  public internal(set) var models: [Count] = []
  /// Bytes of a request.
  public internal(set) var requestBytes: Spread?
  /// Estimated tokens of a request.
  public internal(set) var requestTokens: Spread?
  /// The embedding inputs of all requests.
  public internal(set) var embeddingInputs = 0
  /// The use of each limit of the profile.
  public internal(set) var limits: [Share] = []

  /// Results.
  public internal(set) var results = 0
  /// Those that hold an answer and no error.
  public internal(set) var successes = 0
  /// Results by HTTP status.
  public internal(set) var statuses: [Count] = []
  /// Failures by code.
  public internal(set) var failures: [Failures] = []
  /// The first thousand failures.
  public internal(set) var problems: [Failure] = []
  /// Answers by finish reason.
  public internal(set) var finishReasons: [Count] = []
  /// Tokens by model.
  public internal(set) var usage: [Usage] = []
  /// Whether there are prices.
  public internal(set) var hasPrices = false

  /// The cost of all; nil without prices.
  public var cost: Double? { hasPrices ? usage.compactMap(\.cost).reduce(0, +) : nil }
}
