extension RunOptions {
  /// The size of an input in bytes below which creating a second state takes longer than it saves.
  static let little = 1 << 20

  /// The most states: the given number, or that of the process's cores.
  var mostStates: Int { jobs ?? CPUAffinity.usableCores }

  /// These options with the number of states for the script and its inputs.
  func withStates() throws(RunError) -> RunOptions {
    var options = self
    if jobs == nil { options.jobs = try mayShareRecords() ? mostStates : 1 }
    return options
  }

  private func mayShareRecords() throws(RunError) -> Bool {
    if isStepwise || hasNoInput || mostStates == 1 { return false }
    if let size = world.inputs.size(of: inputs), size < Self.little { return false }
    return Independence(of: try world.source(of: script)).obstacle == nil
  }
}
