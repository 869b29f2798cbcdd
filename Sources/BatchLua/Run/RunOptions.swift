public import BatchModel
internal import SystemPackage
package import LuaVM

/// What a run does.
public struct RunOptions: Sendable {
  /// Where the script comes from.
  public enum Script: Sendable, Hashable {
    /// A file of Lua 5.4.
    case file(Path)
    /// Code that is the body of `transform`, with the locals `req` and `body`.
    case code(String)
    /// A whole script in memory, not only the body of `transform`; messages call it `name`. It
    /// finds no modules beside it.
    case source(String, name: String = "script")
  }

  /// What happens with a record that is no JSON, that the script fails on or that comes out
  /// invalid.
  public enum ErrorPolicy: String, CaseIterable, Sendable {
    /// The run ends and nothing is put in place.
    case fail
    /// The record is left out and counted.
    case skip
    /// Its bytes go to the rejects, and the reason beside them.
    case quarantine
  }

  /// The script.
  public var script: Script
  /// Where the lines come from, in order; with none, there are no lines.
  public var inputs: [RunInput]
  /// Where the lines go: standard output when nothing is said.
  public var output = RunOutput.file("-")
  /// How many lines a part may have, when there is `{part}` or `{part:03}` in the path of the
  /// output, which stands for the number of the part, from 1. nil is no limit.
  public var maxRequests: Int?
  /// How many bytes a part may have.
  public var maxBytes: Int?
  /// Values for the script: the global table `args`. Without a value, one is `true`. When the
  /// script declares `options`, they are read as the types of these, and a name that it does not
  /// declare is an error.
  public var definitions: [Definition] = []
  /// How the records of the inputs are framed.
  public var framing = InputFraming.jsonl
  /// What separates the fields of a row, in what is read and what is written: an ASCII character.
  public var separator = UInt8(ascii: ",")
  /// What lines are taken as.
  public var recordType = RecordType.detect
  /// What becomes of what the script gives.
  public var outputForm = OutputForm.same
  /// The name of the service's profile: one of `profileNames`.
  public var profile = "openai"
  /// All names of profiles, the default first.
  public static let profileNames = Profile.all.map(\.name)
  /// What happens with bad records.
  public var onError = ErrorPolicy.fail
  /// Where rejected lines go, as they were; with their reasons in a file of this name followed by
  /// `.errors.jsonl`.
  public var rejects: Path?
  /// The number of bad records that ends the run all the same.
  public var maxErrors: Int?
  /// Whether warnings about the file as a whole are errors.
  public var isStrict = false
  /// How many states of Lua share the records, for a script that declares `stateless = true`, and for
  /// code of which it is proved that records need nothing from each other; the output is in the order
  /// of the input all the same. With nil, as many as the process has cores, where the input is large
  /// and the script is of these and does nothing beyond its records; else one.
  public var jobs: Int? = 1
  /// Bytes the script may take, in Lua's heap and in JSON values: half of the machine's memory when
  /// nothing is said; 0 is no limit.
  public var maxMemory = MachineMemory.half
  /// The most bytes of a line of input, 256 MiB when nothing is said. A longer one ends the run: so
  /// a packed file that grows a thousandfold does not take all memory. 4 GiB is the most that is
  /// taken.
  public var maxLine = 256 << 20
  /// Seconds that one call into the script may take: its top level, `begin`, a record, `finish`.
  /// nil is no limit.
  ///
  /// A call that takes longer is an error of that record. When it then goes on for a second, in
  /// work that Lua cannot interrupt, the run ends with an error of the kind `stuck`, and the thread
  /// is left behind until the call ends. While there is a run with a limit, SIGURG is taken over;
  /// other uses of it are passed on.
  public var timeout: Double?
  /// Whether the script runs in a child process that the kernel has sealed: no new files, programs,
  /// sockets or processes. A program that has several threads, or reads or writes what is no file,
  /// calls ``SealedProcess/prepare()`` for that.
  public var isSandboxed = false
  /// The program `batchlua` of this release, which becomes that process in place of this program:
  /// for code that is not called first in `main`, as in plugins and tests.
  public var sandboxHelper: Path?
  /// Whether nothing is read: only `begin` and `finish` are called. With no inputs.
  public var hasNoInput = false
  /// Whether standard input is read when there are no inputs and the script has something to do with
  /// records, as the command does.
  public var takesStandardInput = false
  /// The number of records, from the first on, behind which no more is read.
  public var head: Int?
  /// How many records are taken, by chance, in their order. The inputs are read twice for that, so
  /// they must be regular files. Not with `head`.
  public var sample: Int?
  /// Which records a sample takes: the same for the same seed and number of records.
  public var seed: UInt64 = 0
  /// Whether nothing is put in place or written to standard output: the run only counts. Files that
  /// the script writes, too, are as they were.
  public var isDry = false
  /// The number of the first input, from which `batch.current.shard` counts.
  public var shard = 1
  /// Whether bad records that are passed over are told to `onMessage` as objects of JSON, all of
  /// them: errors of the batch API with `file`, `custom_id` and `script`.
  public var tellsObjects = false
  /// Called at the end of the run, also when it has failed, with the lines of the script and how
  /// long they took, the longest first. To measure takes longer than to run.
  public var onTimings: (@Sendable ([LineTime]) -> Void)?
  /// What takes the outputs, to put them in place with those of other runs.
  var placement: Placement?
  /// The records that the run takes; nil for all.
  var selection: RecordSelection?
  /// Whether records are given one call at a time, each written before the next one is read.
  var isStepwise = false
  /// What may end the run from outside.
  var control: RunControl?
  /// What the run has of the world.
  var world: any RunWorld = OpenWorld()
  /// Directories that `require` looks in after the script's own. One that is not there is an error.
  public var moduleDirectories: [Path] = []
  /// Whether the script has Lua's own `io`, and all of `os`: for scripts that one trusts like any
  /// program. While it runs, descriptor 1 of the process is its standard error, for all that is not
  /// the output of the run. Not in a sandbox.
  public var allowsIO = false
  /// What the script may reach beside its records: all of it when nothing is said. `allowsIO` needs
  /// all.
  public var capabilities = ScriptCapabilities.all
  /// Swift functions that the script may call. Not in a sandbox.
  public var functions: [ScriptFunction] = []
  /// Values that the script finds as globals, by their names. It cannot change them.
  public var globals: [String: JSONValue] = [:]
  /// Whether the threads of the run keep to cores of their own, of those that the process may use:
  /// for programs that do nothing else meanwhile, as it saves waking a thread on a busy core.
  public var keepsToCores = false
  /// Bytes of stack for the script; what is not used is not taken.
  package var stackSize = 256 << 20
  /// Whether the process ends after the run: what a run that went well holds is left to the system
  /// then, which takes it back faster than the run would.
  package var endsProcess = false
  /// What messages call the options.
  public var names = OptionNames.members
  /// Called with each message for people: warnings, bad records that are passed over, the log. What
  /// messages name is escaped in them: they can be shown on a terminal.
  public var onMessage: @Sendable (String) -> Void = { _ in }
  /// Called with each record that the script changes, drops or makes more of, in the order of the
  /// input. Of values above a mebibyte a sandbox tells what stands around the first difference.
  public var onDifference: (@Sendable (Difference) -> Void)?
  /// Called now and then with what has been done so far.
  public var onProgress: (@Sendable (RunSummary) -> Void)?
  /// Called with each record that is not taken and does not end the run, in order; the run waits. With
  /// it, `quarantine` needs no file. What it throws ends the run. Not in a sandbox.
  public var onReject: (@Sendable (RejectedRecord) throws -> Void)?
  /// Takes what the script prints, its line ends included, in place of standard error. With several
  /// `jobs` several threads call it.
  public var onPrint: (@Sendable (String) -> Void)?
  /// Called with what happens on the way, as values: progress, the script's log, warnings. From a
  /// sandbox the log comes as messages only.
  public var onEvent: (@Sendable (RunEvent) -> Void)?
  /// For tests: called with the state before anything is in it, and with what is left when it has
  /// been closed.
  package var onOpen: (@Sendable (VM) -> Void)?
  package var onClose: (@Sendable (LeakReport) -> Void)?

  /// A run of `script` over `inputs`, to standard output.
  public init(script: Script, inputs: [RunInput]) {
    self.script = script
    self.inputs = inputs
  }

  var lineLimit: LineLimit { LineLimit(bytes: maxLine, names: names) }

  func say(_ message: MessageText) {
    onMessage(message.text)
    onEvent?(.message(message.text))
  }

  func tell(_ progress: RunSummary) {
    onProgress?(progress)
    onEvent?(.progress(progress))
  }
}

extension RunOptions {
  var partLimits: PartPlan.Limits {
    PartPlan.Limits(requests: maxRequests ?? .max, bytes: maxBytes ?? .max)
  }

  /// What records are taken as: rows and strings are bare JSON values.
  var lineType: RecordType { framing == .csv || framing == .text ? .json : recordType }
}

extension RunOptions {
  /// The output that is opened: parts are made also when they are not kept, so that they count.
  var placedOutput: RunOutput {
    let hasParts = output.path.flatMap { try? MainOutput.pattern($0) } != nil
    return isDry && !hasParts ? "/dev/null" : output
  }

  /// How the states of the script begin.
  var writingMode: WritingMode { isStepwise ? .direct : jobs == 1 ? .behind : .apart }

  /// Whether the records go to standard output.
  var writesStandardOutput: Bool { output.isStandardOutput }
}
