internal import Glibc
internal import LazyJSON
internal import SystemPackage

/// Why a run ended early. Nothing was put in place.
public struct RunError: Error, CustomStringConvertible, Sendable {
  /// What kind of trouble it was; the command's exit code follows from it. Later releases may have
  /// more of them.
  public struct Kind: RawRepresentable, Sendable, Hashable {
    /// Its name in small letters.
    public let rawValue: String

    /// A kind by its name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Options that do not go together.
    public static let usage = Kind(rawValue: "usage")
    /// An input or output could not be read or written.
    public static let io = Kind(rawValue: "io")
    /// The reader of the output went away.
    public static let closed = Kind(rawValue: "closed")
    /// The script does not load.
    public static let script = Kind(rawValue: "script")
    /// A record or the script's code failed.
    public static let record = Kind(rawValue: "record")
    /// A call of the script took longer than it may.
    public static let timeout = Kind(rawValue: "timeout")
    /// A call of the script took longer than it may and cannot be stopped: its thread is still at
    /// it.
    public static let stuck = Kind(rawValue: "stuck")
    /// The task of the run was cancelled.
    public static let cancelled = Kind(rawValue: "cancelled")

    static let all = [usage, io, closed, script, record, timeout, stuck, cancelled]
  }

  /// What kind of trouble it was.
  public let kind: Kind
  /// What is wrong, without the places.
  public var reason: String { diagnostic?.message ?? problem.text }
  /// The service's code for what is wrong with the record, or one of ours: "script_error".
  public var code: String? { diagnostic?.code }
  /// The member that it is about.
  public var param: String? { diagnostic?.param }
  /// Where the script failed; nil when it was not that.
  public var script: ScriptPosition? { diagnostic?.script }
  /// The record that it happened with.
  public var input: InputPosition? { diagnostic?.input }
  /// All of it, several lines for a record's error, with what became of the outputs. What it names
  /// is escaped in it: it can be shown on a terminal.
  public var description: String { message.text }
  package var message: MessageText {
    diagnostic.map { $0.rendered(outcome: outcome) }
      ?? (problem + (outcome.map { "\n  \($0)" } ?? ""))
  }

  /// The record that ended the run; nil when it was none, and for an error of a sealed process.
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

  /// What went wrong with a record, or in the script.
  init(_ kind: Kind, _ diagnostic: Diagnostic, outcome: MessageText?) {
    self.kind = kind
    problem = ""
    self.diagnostic = diagnostic
    self.outcome = outcome
  }

  /// Where in the chunk at hand the line stands that this is about, from 0: the text still lacks
  /// the place.
  private(set) var lineInChunk: Int?
  /// What is wrong with the content of an input, and with which line of the file, from 1: the text
  /// says both. Nil for other trouble.
  private(set) var content: (line: Int, problem: MessageText)?

  /// What is wrong with a line as such, before its number in the file is known.
  static func line(_ number: Int, _ problem: MessageText, _ kind: Kind = .io) -> RunError {
    var error = RunError(kind, problem)
    error.lineInChunk = number
    return error
  }

  /// With the place, when the chunk begins at this line of the file.
  func placed(in file: Path, from first: Int) -> RunError {
    guard let lineInChunk else { return self }
    let line = first + lineInChunk
    var error = RunError(kind, "\(file):\(line): \(message)")
    error.content = (line, message)
    return error
  }

  /// A line that there is no memory for.
  static func refusedMemory(_ number: Int, _ bytes: Int) -> RunError {
    line(
      number,
      MemoryRefusal.message(for: "the line, of which \(ByteSize.text(bytes)) are read"), .record)
  }

  /// Lines that could not be indexed, from the first of the chunk on.
  static func unindexed(_ error: SyntaxError) -> RunError {
    error.isShortOfMemory
      ? line(0, MemoryRefusal.message(for: "the lines from here on"), .record)
      : line(0, "\(error.message)")
  }

  static func io(_ what: MessageText, _ error: any Error) -> RunError {
    RunError(.io, "\(what): \((error as? Errno).map(reason) ?? "\(error)")")
  }

  /// A thread that cannot be started, by the number of the system's error.
  static func noThread(_ number: Int32) -> RunError {
    if number != EAGAIN { return io("cannot start a thread", Errno(rawValue: number)) }
    return RunError(
      .record,
      "cannot start a thread: the system refuses it, or memory for its stack (ulimit -u, ulimit -v)"
    )
  }

  /// What `body` throws, as an error of a run.
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
