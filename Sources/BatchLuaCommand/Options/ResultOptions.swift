import ArgumentParser
import BatchLua
import Glibc

/// The results that belong to requests.
struct ResultOptions: ParsableArguments {
  @Option(
    name: .customLong("results"), parsing: .upToNextOption,
    help: ArgumentHelp(
      "The results and errors of all batches, in any order; may be repeated.",
      valueName: "FILE ..."), completion: .file())
  var results: [String] = []

  @Option(
    name: .customLong("attempt-suffix"), parsing: .unconditional,
    help: ArgumentHelp(
      "What stands behind the ids of requests that are sent again, such as -again, or -try{n} with "
        + "the number of the attempt.",
      valueName: "SUFFIX"))
  var attemptSuffix: String?

  func validate() throws {
    if let attemptSuffix, attempts == nil {
      throw ValidationError(
        "--attempt-suffix takes a text such as -again or -try{n}, with no digit beside {n}, got "
          + "'\(attemptSuffix)'")
    }
  }

  /// Throws if there are no results, or no requests while standard input is a terminal, for which
  /// the command would wait. Not part of `validate`, which is called before the command has its
  /// values.
  func check(_ requests: [String]) throws {
    if results.isEmpty { throw ValidationError("missing --results FILE") }
    if requests.isEmpty && isatty(0) != 0 {
      throw ValidationError("missing REQUESTS: they stand before --results")
    }
  }

  var paths: [Path] { results.map(Arguments.path) }

  var attempts: AttemptMark? { attemptSuffix.flatMap { AttemptMark($0) } }
}
