internal import Glibc
internal import LazyJSON
internal import SystemPackage

/// Why a run failed. Files are as they were before it, unless `reason` says otherwise; what was
/// written to a function, a pipe or standard output stays written.
public struct RunError: Error, CustomStringConvertible, Sendable {
  /// The kind of an error, which determines the command's exit code. Later releases may add kinds.
  public struct Kind: RawRepresentable, Sendable, Hashable {
    /// The name in lower case.
    public let rawValue: String

    /// A kind by its name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Options that do not go together.
    public static let usage = Kind(rawValue: "usage")
    /// An input or output could not be read or written.
    public static let io = Kind(rawValue: "io")
    /// The reader of the output has closed it.
    public static let closed = Kind(rawValue: "closed")
    /// The script does not load.
    public static let script = Kind(rawValue: "script")
    /// A record or the script's code failed.
    public static let record = Kind(rawValue: "record")
    /// A call of the script exceeded its time limit.
    public static let timeout = Kind(rawValue: "timeout")
    /// A call of the script exceeded its time limit and cannot be stopped: its thread still runs.
    public static let stuck = Kind(rawValue: "stuck")
    /// The task of the run was cancelled.
    public static let cancelled = Kind(rawValue: "cancelled")

    static let all = [usage, io, closed, script, record, timeout, stuck, cancelled]
  }

  /// The kind of the error.
  public let kind: Kind
  /// The message, without positions.
  public var reason: String { diagnostic?.message ?? problem.text }
  /// The service's error code, or one of batchlua's such as "script_error".
  public var code: String? { diagnostic?.code }
  /// The member that the error is about.
  public var param: String? { diagnostic?.param }
  /// The position in the script; nil if it is not an error of the script.
  public var script: ScriptPosition? { diagnostic?.script }
  /// The record that the error is about.
  public var input: InputPosition? { diagnostic?.input }
  /// The complete message, with several lines for the error of a record, and the consequence for
  /// the outputs. Data in it is escaped, so that it can be shown on a terminal.
  public var description: String { message.text }
  package var message: MessageText {
    diagnostic.map { $0.rendered(outcome: outcome) }
      ?? (problem + (outcome.map { "\n  \($0)" } ?? ""))
  }

  /// The record that ended the run; nil if none did, and for an error of a sealed process.
  public internal(set) var record: RejectedRecord?

  private let problem: MessageText
  let diagnostic: Diagnostic?
  let outcome: MessageText?

  /// `outcome` is what it means for the outputs.
  package init(_ kind: Kind, _ problem: MessageText, outcome: MessageText? = nil) {
    self.kind = kind
    self.problem = problem
    self.outcome = outcome
    diagnostic = nil
  }

  /// An error of a record or of the script.
  init(_ kind: Kind, _ diagnostic: Diagnostic, outcome: MessageText?) {
    self.kind = kind
    problem = ""
    self.diagnostic = diagnostic
    self.outcome = outcome
  }

  /// The number of the line in its chunk, from 0, while the message has no position yet.
  private(set) var lineInChunk: Int?
  /// For an error of the content of an input, the line of the file, from 1, and the problem, which
  /// are both in the message; else nil.
  private(set) var content: (line: Int, problem: MessageText)?

  /// An error of a line whose number in the file is not known yet.
  static func line(_ number: Int, _ problem: MessageText, _ kind: Kind = .io) -> RunError {
    var error = RunError(kind, problem)
    error.lineInChunk = number
    return error
  }

  /// Adds the position, given the line of the file at which the chunk begins.
  func located(in file: Path, from first: Int) -> RunError {
    guard let lineInChunk else { return self }
    let line = first + lineInChunk
    var error = RunError(kind, "\(file):\(line): \(message)")
    error.content = (line, message)
    return error
  }

  /// The error for a line that memory was refused for.
  static func refusedMemory(_ number: Int, _ bytes: Int) -> RunError {
    line(
      number,
      MemoryRefusal.message(for: "the line, of which \(ByteSize.text(bytes)) are read"), .record)
  }

  /// The error for a chunk that could not be indexed.
  static func unindexed(_ error: SyntaxError) -> RunError {
    error.isShortOfMemory
      ? line(0, MemoryRefusal.message(for: "the lines from here on"), .record)
      : line(0, "\(error.message)")
  }

  static func io(_ what: MessageText, _ error: any Error) -> RunError {
    RunError(.io, "\(what): \((error as? Errno).map(reason) ?? "\(error)")")
  }

  /// The error for a thread that cannot be started, by the system's error number.
  static func noThread(_ number: Int32) -> RunError {
    if number != EAGAIN { return io("cannot start a thread", Errno(rawValue: number)) }
    return RunError(
      .record,
      "cannot start a thread: the system refuses it, or memory for its stack (ulimit -u, ulimit -v)"
    )
  }

  /// Converts errors of `body` to errors of a run.
  static func only<Result>(_ body: () throws -> Result) throws(RunError) -> Result {
    do {
      return try body()
    } catch {
      throw error as? RunError ?? RunError(.io, "\(error)")
    }
  }

  private static func reason(_ error: Errno) -> MessageText {
    switch error {
    case .noSuchFileOrDirectory: "there is no such file or directory"
    case .permissionDenied: "permission denied"
    case .noSpace: "no space left on the device"
    case .fileTooLarge: "the file is larger than the limit of file sizes allows (ulimit -f)"
    case .badFileDescriptor: "it is closed"
    case .tooManyOpenFiles: "too many files are open (ulimit -n)"
    case .tooManyOpenFilesInSystem: "too many files are open on the machine"
    default: "\(error)"
    }
  }
}
