extension RunCommand {
  /// The number of records that `--diff` without a number shows.
  private static let fewDifferences = 10

  /// The commands with `-D` or `-L`.
  private static let withScripts = ["run", "join", "diff", "split", "check", "test"]

  /// Options whose value may begin with `-`.
  private static let withAnyValue = ["--attempt-suffix"]

  /// Rewrites `-Dx=1` as `-D x=1`, and `-Ldir` as `-L dir`, because the parser treats the text
  /// before a `=` as the name of an option. `--diff`, whose value is optional, gets one; `-i.bak`,
  /// `-i=.bak` and `--in-place=.bak` become two options.
  static func separated(_ arguments: [String]) -> [String] {
    guard let first = arguments.first, withScripts.contains(first) else { return arguments }
    var separated: [String] = []
    var isValue = false
    for (number, argument) in arguments.enumerated() {
      if argument == "--" && !isValue { return separated + arguments[number...] }
      if argument == "--diff" && !isValue && first == "run" {
        separated.append("--diff=\(fewDifferences)")
        continue
      }
      let isOption = !isValue && (argument.hasPrefix("-D") || argument.hasPrefix("-L"))
      isValue = isOption && argument.utf8.count == 2 || withAnyValue.contains(argument)
      if !isOption, first == "run", let suffix = suffix(in: argument) {
        separated += ["--in-place"]
        separated += suffix.isEmpty ? ["--in-place-suffix", ""] : ["--in-place-suffix=" + suffix]
      } else if isOption && !isValue {
        separated += [String(argument.prefix(2)), String(argument.dropFirst(2))]
      } else {
        separated.append(argument)
      }
    }
    return separated
  }

  private static func suffix(in argument: String) -> Substring? {
    if argument.hasPrefix("--in-place=") { return argument.dropFirst("--in-place=".count) }
    guard argument.hasPrefix("-i"), argument.utf8.count > 2 else { return nil }
    return argument.dropFirst(argument.hasPrefix("-i=") ? 3 : 2)
  }
}
