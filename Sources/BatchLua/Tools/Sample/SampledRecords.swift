internal import Glibc
internal import SystemPackage

/// Draws a random sample of records, each with the same probability, in one pass over the inputs
/// that stores only the numbers of the records.
struct SampledRecords {
  private let options: RunOptions

  init(_ options: RunOptions) { self.options = options }

  /// The 1-based numbers of the records, in order. Throws for inputs that can be read only once.
  func numbers(_ count: Int) throws(RunError) -> [Int] {
    let inputs = options.givenInputs.asInputs.paths
    if options.inputs.contains(where: { $0.path == nil }) {
      throw RunError(.usage, "a sample reads its inputs twice: they must be files")
    }
    for input in inputs { try checkRepeatable(input) }
    // The run reads standard input again, from the same offset.
    let start = lseek(StandardStreams.input.rawValue, 0, SEEK_CUR)
    defer {
      if inputs.contains("-") { lseek(StandardStreams.input.rawValue, start, SEEK_SET) }
    }
    var reservoir = Reservoir(size: count, seed: options.seed)
    var scanned = ScanOptions(inputs: inputs)
    scanned.framing = options.framing
    scanned.separator = options.separator
    scanned.profile = options.profile
    scanned.maxLine = options.maxLine
    scanned.names = options.names
    scanned.keepsToCores = options.keepsToCores
    let scan = try LineScan(scanned)
    while let chunk = try scan.next() { reservoir.add(chunk.lines.count) }
    return reservoir.numbers.sorted()
  }

  private func checkRepeatable(_ input: Path) throws(RunError) {
    var status = stat()
    let isThere =
      input.isStandardInput
      ? fstat(StandardStreams.input.rawValue, &status) == 0
      : input.withCString { stat($0, &status) } == 0
    // The run reports a file that does not exist.
    if !isThere || status.st_mode & S_IFMT == S_IFREG || status.st_mode & S_IFMT == S_IFDIR {
      return
    }
    let name: MessageText = input.isStandardInput ? "standard input" : "\(input)"
    throw RunError(
      .usage,
      "a sample reads its inputs twice, and \(name) can be read once; write it to a file first")
  }
}

/// Vitter's algorithm R, with random numbers that are the same everywhere.
private struct Reservoir {
  private let size: Int
  private var random: SplitMix
  private var seen = 0
  private(set) var numbers: [Int] = []

  init(size: Int, seed: UInt64) {
    self.size = size
    random = SplitMix(state: seed)
  }

  /// Adds the next `count` records.
  mutating func add(_ count: Int) {
    for number in seen + 1..<seen + 1 + count {
      if numbers.count < size {
        numbers.append(number)
      } else {
        let index = random.next(below: number)
        if index < size { numbers[index] = number }
      }
    }
    seen += count
  }
}

/// Steele, Lea and Flood's SplitMix64.
private struct SplitMix {
  var state: UInt64

  mutating func next(below limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var number = state
    number = (number ^ number >> 30) &* 0xBF58_476D_1CE4_E5B9
    number = (number ^ number >> 27) &* 0x94D0_49BB_1331_11EB
    number ^= number >> 31
    return Int(number.multipliedFullWidth(by: UInt64(limit)).high)
  }
}

extension RunOptions {
  /// These options with the numbers of the sampled records, if they ask for a sample.
  func withSelection() throws(RunError) -> RunOptions {
    if head == nil && sample == nil { return self }
    var options = self
    if head != nil && sample != nil {
      throw RunError(.usage, "a run takes the head of its input, or a sample of it")
    }
    if let head { options.selection = RecordSelection(first: head) }
    if let sample { options.selection = RecordSelection(try SampledRecords(self).numbers(sample)) }
    return options
  }
}
