internal import BatchModel

/// What follows from the options of a run.
extension RunOptions {
  /// The profile of this run.
  func namedProfile() throws(RunError) -> Profile { try Self.profile(named: profile) }

  static func profile(named name: String) throws(RunError) -> Profile {
    if let profile = Profile.named(name) { return profile }
    let near = nearName(to: name, among: profileNames).map { "did you mean '\($0)'?" }
    let names = profileNames.joined(separator: ", ")
    throw RunError(.usage, "there is no profile '\(name)'; \(near ?? "there are \(names)")")
  }

  /// The directories that `require` looks in, in order.
  func modulePath(of source: ScriptSource) -> [Path] {
    (source.directory.map { [$0] } ?? []) + moduleDirectories
  }

  // MARK: The input

  /// The inputs of the run, if the script processes records: those that were given, or standard
  /// input.
  var givenInputs: [RunInput] {
    inputs.isEmpty && takesStandardInput && !hasNoInput ? ["-"] : inputs
  }

  /// Whether standard input is among them.
  var readsStandardInput: Bool { givenInputs.contains(where: \.isStandardInput) }

  var lineLimit: LineLimit { LineLimit(bytes: maxLine, names: names) }

  func inputFormat() throws(RunError) -> InputFormat {
    InputFormat(
      shape: try namedProfile().shape, framing: framing, separator: separator, maxLine: lineLimit)
  }

  /// The type of records; rows and strings are plain JSON values.
  var lineType: RecordType { framing == .csv || framing == .text ? .json : recordType }

  // MARK: The output

  /// Whether the records go to standard output.
  var writesStandardOutput: Bool { output.isStandardOutput }

  /// The output to open: in a dry run, parts are still made, so that they are counted.
  var placedOutput: RunOutput {
    // `RunSession.check` throws for a pattern that is wrong.
    let hasParts = output.path.flatMap { try? MainOutput.pattern($0) } != nil
    return isDry && !hasParts ? "/dev/null" : output
  }

  var partLimits: PartPlan.Limits {
    PartPlan.Limits(
      requests: maxRequests ?? .max, bytes: maxBytes ?? .max, name: names(.maxBytes))
  }

  /// The initial mode of the script's states.
  var writingMode: WritingMode { isStepwise ? .direct : jobs == 1 ? .behind : .apart }
}
