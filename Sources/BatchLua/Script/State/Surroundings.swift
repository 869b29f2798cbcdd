/// What runs a script: the state calls back into it for what is not the state's own.
protocol Surroundings: AnyObject {
  /// The record at hand and its 1-based number in the run; nil between records.
  var current: (position: RecordPosition, index: Int)? { get }
  /// What the end of the process would mean for the output. Read on any thread.
  var outcome: MessageText { get }
  /// Called before something happens whose order among the lines that wait to be written matters.
  func goDirect() throws(RunError)
  /// Called when the script has emitted records.
  func takeEmitted() throws
}
