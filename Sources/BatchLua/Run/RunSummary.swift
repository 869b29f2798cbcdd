public import BatchModel

/// The counts of a run.
public struct RunSummary: Sendable, Hashable {
  /// Records read, blank lines not counted.
  public internal(set) var read = 0
  /// Lines written.
  public internal(set) var written = 0
  /// Records that lines were written for.
  package internal(set) var kept = 0
  /// Records for which the script wrote nothing.
  public internal(set) var dropped = 0
  /// Records that were left out or quarantined.
  public internal(set) var rejected = 0
  /// Bytes read.
  public internal(set) var bytesRead = 0
  /// Bytes written.
  public internal(set) var bytesWritten = 0
  /// Files that the script has written by writers.
  public internal(set) var files = 0
  /// Lines of those files.
  public internal(set) var linesInFiles = 0
  /// Bytes of those files, before packing.
  public internal(set) var bytesInFiles = 0
  /// The result of `finish`, such as a count or a table of totals; nil if there is none, or if JSON
  /// cannot represent it. With several `jobs`, that of the first state.
  public var result: JSONValue? { resultText.flatMap { try? JSONValue(json: $0) } }
  var resultText: [UInt8]?
  /// Seconds since the start.
  public internal(set) var seconds = 0.0

  /// The seconds since an instant.
  static func seconds(since start: ContinuousClock.Instant) -> Double {
    let elapsed = start.duration(to: .now).components
    return max(1e-6, Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18)
  }

  /// A discrepancy in the counts, or nil: each record that was read must have been kept, dropped or
  /// rejected, and the lines that were `counted` must be those that were written.
  package func discrepancy(counted: (lines: Int, bytes: Int)) -> String? {
    if read != kept + dropped + rejected {
      return "\(read) records were read, but \(kept) kept, \(dropped) dropped and "
        + "\(rejected) rejected"
    }
    if counted != (written, bytesWritten) {
      return "\(counted.lines) lines of \(counted.bytes) bytes were made, but \(written) of "
        + "\(bytesWritten) written"
    }
    return nil
  }

  /// Adds the counts of another run.
  package mutating func add(_ other: RunSummary) {
    read += other.read
    written += other.written
    kept += other.kept
    dropped += other.dropped
    rejected += other.rejected
    bytesRead += other.bytesRead
    bytesWritten += other.bytesWritten
    files += other.files
    linesInFiles += other.linesInFiles
    bytesInFiles += other.bytesInFiles
    seconds += other.seconds
  }

  /// Adds the counts of writers.
  mutating func count(_ files: OpenFiles) {
    for writer in files.writers where !writer.outputs.isEmpty {
      self.files += writer.outputs.count
      linesInFiles += writer.written.lines
      bytesInFiles += writer.written.bytes
    }
  }
}
