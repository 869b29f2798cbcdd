internal import LazyJSON

/// What goes on around a script while it works on records.
protocol Surroundings: AnyObject {
  /// The record at hand and its 1-based number in the run; nil between records.
  var current: (place: RecordPosition, index: Int)? { get }
  /// Called before something happens whose order among the lines that wait to be written matters.
  func goDirect() throws(RunError)
}

/// A line of a document, and where the document comes from.
typealias RecordPosition = (document: Document, line: Line, origin: Origin)
