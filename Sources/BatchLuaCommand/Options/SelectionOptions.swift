import ArgumentParser
import BatchLua

/// Which records of the inputs are processed.
struct SelectionOptions: ParsableArguments {
  @Flag(
    name: .customShort("n"),
    help: "No input, neither standard input: only begin and finish are called.")
  var noInput = false

  @Option(
    name: .customLong("head"),
    help: ArgumentHelp("Take the first N records, and read no more.", valueName: "N"))
  var head: Int?

  @Option(
    name: .customLong("sample"),
    help: ArgumentHelp(
      "Take N records by chance, in their order. Reads the inputs twice.", valueName: "N"))
  var sample: Int?

  @Option(
    name: .customLong("seed"),
    help: ArgumentHelp(
      "Which ones --sample takes: the same for the same seed and input. (default: 0)",
      valueName: "N"))
  var seed: String?

  func validate() throws {
    if let head, head < 0 { throw ValidationError("--head takes 0 or more") }
    if let sample, sample < 0 { throw ValidationError("--sample takes 0 or more") }
    if head != nil && sample != nil {
      throw ValidationError("--head and --sample do not go together: take one of them")
    }
    if let seed, UInt64(seed) == nil {
      throw ValidationError("--seed takes a number from 0 to 2^64 - 1, got '\(seed)'")
    }
    if seed != nil && sample == nil { throw ValidationError("--seed goes with --sample") }
    if noInput && (head ?? sample) != nil {
      throw ValidationError("-n reads no input, of which --head and --sample take some")
    }
  }

  func apply(to options: inout RunOptions) throws {
    options.hasNoInput = noInput
    options.takesStandardInput = !noInput
    options.head = head
    options.sample = sample
    if let seed = seed.flatMap(UInt64.init) { options.seed = seed }
    // An input that can be read only once is copied to an unnamed file.
    let readsStandardInput = options.inputs.isEmpty || options.inputs.contains { $0.path == "-" }
    if sample != nil && readsStandardInput { try UnnamedFile.keepStandardInput() }
  }
}
