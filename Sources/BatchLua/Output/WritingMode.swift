/// When the lines of records are written, relative to the script.
enum WritingMode {
  /// Behind the script, with the chunk. This mode ends for good when the script writes by itself or
  /// changes an earlier record: then the order of events matters.
  case behind
  /// Before the script gets the next record.
  case direct
  /// With the chunk, when its turn among the chunks of all states comes. What the script writes by
  /// itself waits for that too.
  case apart

  /// Whether the lines of a record wait for the end of its chunk.
  @inline(__always)
  var waits: Bool { self != .direct }
  /// Whether records may be written one by one from now on.
  @inline(__always)
  var canGoDirect: Bool { self == .behind }
  /// Whether several states work side by side: the committer then checks ids and keeps the order,
  /// and scripts cannot open writers.
  @inline(__always)
  var isApart: Bool { self == .apart }
}
