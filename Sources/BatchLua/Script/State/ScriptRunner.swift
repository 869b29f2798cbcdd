/// The caller that runs a script, as the state sees it.
protocol ScriptRunner: AnyObject {
  /// The current record and its 1-based number in the run; nil between records.
  var current: (position: RecordPosition, index: Int)? { get }
  /// What messages say about the output if the process ends now. Read on any thread.
  var outcome: MessageText { get }
  /// Called before an effect whose order relative to pending lines matters.
  func goDirect() throws(RunError)
  /// Called when the script has emitted records.
  func takeEmitted() throws
}
