public import BatchModel
internal import SystemPackage
package import LuaVM

/// The options of a run.
public struct RunOptions: Sendable {
  /// The source of the script.
  public enum Script: Sendable, Hashable {
    /// A file of Lua 5.4.
    case file(Path)
    /// Code that is the body of `transform`, with the locals `req` and `body`.
    case code(String)
    /// A whole script in memory, not only the body of `transform`, with a name for messages. It has
    /// no directory of its own for modules.
    case source(String, name: String = "script")
  }

  /// What happens with a record that is not JSON, that the script fails on, or whose result is
  /// invalid.
  public enum ErrorPolicy: String, CaseIterable, Sendable {
    /// The run fails, and no output is written.
    case fail
    /// The record is left out and counted.
    case skip
    /// Its bytes are written to the rejects, and the reason to a file beside them.
    case quarantine
  }

  /// The script.
  public var script: Script
  /// The inputs, in order; if empty, there are no lines.
  public var inputs: [RunInput]
  /// The output; by default standard output.
  public var output = RunOutput.file("-")
  /// The most lines of a part, if the path of the output has `{part}` or `{part:03}`, which stands
  /// for the number of the part, from 1. nil is no limit.
  public var maxRequests: Int?
  /// The most bytes of a part.
  public var maxBytes: Int?
  /// Values for the script: the global table `args`. A definition without a value is `true`. If the
  /// script declares `options`, values are converted to their types, and undeclared names are
  /// errors.
  public var definitions: [Definition] = []
  /// How the records of the inputs are framed.
  public var framing = InputFraming.jsonl
  /// The separator of fields in rows that are read and written: an ASCII character.
  public var separator = UInt8(ascii: ",")
  /// The type of the records.
  public var recordType = RecordType.detect
  /// The form of the output.
  public var outputForm = OutputForm.same
  /// The name of the service's profile: one of `profileNames`.
  public var profile = "openai"
  /// All names of profiles, the default first.
  public static let profileNames = Profile.all.map(\.name)
  /// What happens with bad records.
  public var onError = ErrorPolicy.fail
  /// The file that rejected lines are copied to. The reasons are written to a file of this name
  /// followed by `.errors.jsonl`.
  public var rejects: Path?
  /// The number of bad records after which the run fails in any case.
  public var maxErrors: Int?
  /// Whether warnings about the file as a whole are errors, and so is what ``Validate`` finds in the
  /// lines that are written.
  public var isStrict = false
  /// The number of Lua states that share the records, for a script that declares `stateless =
  /// true`, and for code whose records are proved to be independent; the output is still in the
  /// order of the input. With nil, the number of cores, if the input is large and the script is
  /// such a one without effects beyond its records; otherwise one.
  public var jobs: Int? = 1
  /// The most bytes that the script may use, in Lua's heap and in JSON values; 0 is no limit. The
  /// default is half of the machine's memory.
  public var maxMemory = MachineMemory.half
  /// The most bytes of a line of input, by default 256 MiB, at most 4 GiB. A longer one ends the
  /// run, so that a packed file that unpacks a thousandfold does not use all memory.
  public var maxLine = 256 << 20
  /// The time limit of one call into the script, in seconds: its top level, `begin`, a record,
  /// `finish`. nil is no limit.
  ///
  /// A call that exceeds it is an error of that record. If it continues for another second, in work
  /// that Lua cannot interrupt, the run fails with an error of the kind `stuck`, and its thread is
  /// abandoned until the call ends. While there is a run with a limit, it handles SIGURG, and
  /// passes on signals that are not its own.
  public var timeout: Double?
  /// Whether the script runs in a sealed child process: the kernel refuses new files, programs,
  /// sockets and processes. A program that has several threads, or inputs or outputs that are not
  /// files, must call ``SealedProcess/prepare()`` for that.
  public var isSandboxed = false
  /// The program `batchlua` of this release, which is used for that process instead of this
  /// program: for code that is not called first in `main`, as in plugins and tests.
  public var sandboxHelper: Path?
  /// Whether there is no input at all, so that only `begin` and `finish` are called.
  public var hasNoInput = false
  /// Whether standard input is read, as by the command, if there are no inputs and the script
  /// processes records.
  public var takesStandardInput = false
  /// The number of records to read.
  public var head: Int?
  /// The number of records in a random sample, in the order of the input. The inputs are read
  /// twice, so they must be regular files. Not with `head`.
  public var sample: Int?
  /// The seed of the sample. The same seed and number of records give the same sample.
  public var seed: UInt64 = 0
  /// Whether the run only counts, and writes no output, nor files of the script.
  public var isDry = false
  /// The number of the first input, from which `batch.current.shard` counts.
  public var shard = 1
  /// Whether `onMessage` gets all bad records that do not end the run as JSON objects: errors of
  /// the batch API with `file`, `custom_id` and `script`.
  public var tellsObjects = false
  /// Called at the end of the run, even if it has failed, with the time of each line of the script,
  /// the longest first. Measuring slows the script down.
  public var onTimings: (@Sendable ([LineTime]) -> Void)?
  /// Collects the outputs, to commit them together with those of other runs.
  var placement: Placement?
  /// The records that the run processes; nil for all.
  var selection: RecordSelection?
  /// Whether records are given one call at a time, each written before the next one is read.
  var isStepwise = false
  /// What may end the run from outside.
  var control: RunControl?
  /// The files, modules and streams that the run can access.
  var world: any RunWorld = OpenWorld()
  /// Directories that `require` looks in after the script's own. They must exist.
  public var moduleDirectories: [Path] = []
  /// Whether the script has Lua's own `io`, and all of `os`: for scripts that are trusted like any
  /// program. While it runs, descriptor 1 of the process is its standard error for everything but
  /// the output of the run. Not in a sandbox.
  public var allowsIO = false
  /// What the script may access beyond its records; by default everything, which `allowsIO`
  /// requires.
  public var capabilities = ScriptCapabilities.all
  /// Swift functions that the script may call. Not in a sandbox.
  public var functions: [ScriptFunction] = []
  /// Values for globals of the script, by their names. The script cannot change them.
  public var globals: [String: JSONValue] = [:]
  /// Whether the threads of the run are pinned to different cores, so that a thread is not woken on
  /// a busy core: for programs that do nothing else meanwhile.
  public var keepsToCores = false
  /// The stack size for the script; only used memory is allocated.
  package var stackSize = 256 << 20
  /// Whether the process exits after the run. Then a run that succeeds does not free its memory,
  /// which the system does faster.
  package var endsProcess = false
  /// The names of options in messages.
  public var names = OptionNames.members
  /// Called with each message for people: warnings, bad records that do not end the run, the log.
  /// Data in messages is escaped, so that they can be shown on a terminal.
  public var onMessage: @Sendable (String) -> Void = { _ in }
  /// Called with each record that the script changes, drops or adds, in the order of the input. In
  /// a sandbox, values above a mebibyte are cut around their first difference.
  public var onDifference: (@Sendable (Difference) -> Void)?
  /// Called from time to time with the counts so far.
  public var onProgress: (@Sendable (RunSummary) -> Void)?
  /// Called with each rejected record that does not end the run, in order; the run waits meanwhile.
  /// With it, `quarantine` needs no file. An error that it throws ends the run. Not in a sandbox.
  public var onReject: (@Sendable (RejectedRecord) throws -> Void)?
  /// Called with the text that the script prints, including line ends, instead of writing it to
  /// standard error. With several `jobs`, several threads call it.
  public var onPrint: (@Sendable (String) -> Void)?
  /// Called with events as values: progress, the script's log, warnings. In a sandbox, the log is
  /// only passed as messages.
  public var onEvent: (@Sendable (RunEvent) -> Void)?
  /// For tests: called with the new state, and with its leak report when it has been closed.
  package var onOpen: (@Sendable (VM) -> Void)?
  package var onClose: (@Sendable (LeakReport) -> Void)?

  /// A run of `script` over `inputs`, to standard output.
  public init(script: Script, inputs: [RunInput]) {
    self.script = script
    self.inputs = inputs
  }

  func say(_ message: MessageText) {
    onMessage(message.text)
    onEvent?(.message(message.text))
  }

  func tell(_ progress: RunSummary) {
    onProgress?(progress)
    onEvent?(.progress(progress))
  }
}
