internal import BatchModel
internal import LuaVM

/// The options of a state.
struct ScriptStateOptions {
  /// Values for the script.
  var definitions: [Definition] = []
  /// The name of the script in messages.
  var scriptName = ""
  /// Whether only the options of the script are wanted.
  var asksForOptions = false
  var limits = ScriptLimits()
  /// The limit of the lines that the script reads from files.
  var maxLine = LineLimit()
  /// The names of options in messages.
  var names = OptionNames.members
  var moduleDirectories: [Path] = []
  var allowsIO = false
  var capabilities = ScriptCapabilities.all
  /// The control that may end the run from outside.
  var control: RunControl?
  /// The functions of the host.
  var hostFunctions: [ScriptFunction] = []
  var hostValues: [String: JSONValue] = [:]
  /// Receives printed text instead of standard error.
  var onPrint: (@Sendable (String) -> Void)?
  /// Receives messages of the script's log, with the current record.
  var onLog: (_ level: String, _ text: String, RecordPosition?) -> Void = { _, _, _ in }
  /// The files, modules and streams that the script can access.
  var world: any ScriptWorld
  /// The functions that the script can call, and the fields of records.
  var interface: ScriptInterface
  /// The number of the first input.
  var shard = 1
  var recordType = RecordType.detect
  var framing = InputFraming.jsonl
  var outputForm = OutputForm.same
  var profile = Profile.openai
  /// Whether lines of writers are checked as those of a strict run.
  var isStrict = false
  var onOpen: (@Sendable (VM) -> Void)?
  var onClose: (@Sendable (LeakReport) -> Void)?

  init(world: any ScriptWorld, interface: ScriptInterface) {
    self.world = world
    self.interface = interface
  }
}
