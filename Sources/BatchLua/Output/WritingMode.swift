/// When the lines of records are written, relative to the script.
enum WritingMode {
  /// After the script, with the chunk. This mode ends for good if the script writes by itself or
  /// changes an earlier record, because then the order of events matters.
  case behind
  /// Before the script gets the next record.
  case direct
  /// With the chunk, when it is its turn among the chunks of all states. Lines that the script
  /// writes by itself wait for the chunk, too.
  case apart

  /// Whether the lines of a record wait for the end of its chunk.
  @inline(__always)
  var waits: Bool { self != .direct }
  /// Whether records may be written one by one from now on.
  @inline(__always)
  var canGoDirect: Bool { self == .behind }
  /// Whether several states work in parallel. Then the committer checks ids and restores the order,
  /// and scripts cannot open writers.
  @inline(__always)
  var isApart: Bool { self == .apart }
}
