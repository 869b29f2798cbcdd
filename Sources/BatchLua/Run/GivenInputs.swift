extension RunOptions {
  /// Where the lines come from, if the script has something to do with records.
  var givenInputs: [RunInput] {
    inputs.isEmpty && takesStandardInput && !hasNoInput ? ["-"] : inputs
  }

  /// Whether standard input is among them.
  var readsStandardInput: Bool { givenInputs.contains(where: \.isStandardInput) }
}
