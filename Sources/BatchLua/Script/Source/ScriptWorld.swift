/// What a script can access beyond its records.
protocol ScriptWorld: Sendable {
  /// Whether scripts may open files, by functions of `batch` or as values of options.
  var opensFiles: Bool { get }
  /// The text and path of a module for `require`, from the first of the directories that has it;
  /// nil if none has.
  func module(_ name: String, in directories: [Path]) throws -> (text: [UInt8], path: Path)?
  /// Writes printed text.
  func print(_ text: UnsafeRawBufferPointer)
  /// Ends the process, from any thread: the last resort when a call cannot be stopped.
  func end(with error: RunError) -> Never
}
