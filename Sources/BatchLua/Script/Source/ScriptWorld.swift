/// What a script has of the world beside its records.
protocol ScriptWorld: Sendable {
  /// Whether scripts open files: by the functions of `batch`, or as values of options.
  var opensFiles: Bool { get }
  /// The text of a module for `require`, from the first of the directories that has it; nil when
  /// none has.
  func module(_ name: String, in directories: [Path]) throws -> (text: [UInt8], path: Path)?
  /// Takes what the script prints.
  func print(_ text: UnsafeRawBufferPointer)
  /// Ends the process, from any thread: the last resort when a call cannot be stopped.
  func end(with error: RunError) -> Never
}
