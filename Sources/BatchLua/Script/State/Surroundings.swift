/// What runs a script, for calls back from the state.
protocol Surroundings: AnyObject {
  /// The record at hand and its 1-based number in the run; nil between records.
  var current: (position: RecordPosition, index: Int)? { get }
  /// What the end of the process would mean for the output. Read on any thread.
  var outcome: MessageText { get }
  /// Called before an effect whose order relative to pending lines matters.
  func goDirect() throws(RunError)
  /// Called when the script has emitted records.
  func takeEmitted() throws
}
