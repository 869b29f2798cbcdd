extension RunOptions {
  /// The inputs of the run, if the script processes records: those that were given, or standard
  /// input.
  var givenInputs: [RunInput] {
    inputs.isEmpty && takesStandardInput && !hasNoInput ? ["-"] : inputs
  }

  /// Whether standard input is among them.
  var readsStandardInput: Bool { givenInputs.contains(where: \.isStandardInput) }
}
