internal import BatchModel
internal import LuaVM

/// What a state is made with.
struct ScriptStateOptions {
  /// Values for the script.
  var definitions: [Definition] = []
  /// What messages call the script.
  var scriptName = ""
  /// Whether the run is only to tell the options of the script.
  var asksForOptions = false
  var limits = ScriptLimits()
  /// Of the lines that scripts read.
  var maxLine = LineLimit()
  /// For messages.
  var names = OptionNames.members
  var moduleDirectories: [Path] = []
  var allowsIO = false
  var capabilities = ScriptCapabilities.all
  /// What may end the run from outside.
  var control: RunControl?
  /// What the host gives scripts.
  var hostFunctions: [ScriptFunction] = []
  var hostValues: [String: JSONValue] = [:]
  /// What takes the place of standard error for what the script prints.
  var onPrint: (@Sendable (String) -> Void)?
  /// Takes what the script logs, with the record at hand.
  var onLog: (_ level: String, _ text: String, RecordPosition?) -> Void = { _, _, _ in }
  /// What the script has of the world beside the records.
  var world: any ScriptWorld
  /// What it can call, and how records look to it.
  var interface: ScriptInterface
  /// The number of the first input.
  var shard = 1
  var recordType = RecordType.detect
  var framing = InputFraming.jsonl
  var outputForm = OutputForm.same
  var profile = Profile.openai
  var onOpen: (@Sendable (VM) -> Void)?
  var onClose: (@Sendable (LeakReport) -> Void)?

  init(world: any ScriptWorld, interface: ScriptInterface) {
    self.world = world
    self.interface = interface
  }
}
