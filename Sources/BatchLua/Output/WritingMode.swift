/// When the lines of records are written, seen from the script that works on them.
enum WritingMode {
  /// Behind the script, with the chunk. That ends for good when the script calls what writes or
  /// reaches back to a record before the current one: then the order of what happens matters.
  case behind
  /// Before the script gets the next record.
  case direct
  /// With the chunk, and in its turn among those of other states: also what the script writes by
  /// itself waits for that.
  case apart

  /// Whether the lines of a record wait for the end of its chunk.
  @inline(__always)
  var waits: Bool { self != .direct }
  /// Whether records may be written one by one from now on.
  @inline(__always)
  var canGoDirect: Bool { self == .behind }
  /// Whether other states work beside this one: who commits checks ids and keeps the order, and
  /// scripts open no writers.
  @inline(__always)
  var isApart: Bool { self == .apart }
}
