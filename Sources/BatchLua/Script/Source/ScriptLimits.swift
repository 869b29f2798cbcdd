internal import LuaVM

/// What a script may use, and what is said when it wants more.
struct ScriptLimits {
  /// Bytes of the Lua heap, 0 for no limit.
  var maxMemory = 0
  /// Seconds of one call into the script.
  var timeout: Double?
  /// For messages.
  var names = OptionNames.members

  /// The message for an error of this kind; nil when it has one of its own.
  func message(_ kind: ScriptError.Kind, isRefusedBySystem: Bool) -> String? {
    switch kind {
    case .timeout:
      "the script took longer than \(timeoutText); \(moreTime)"
    case .memory where isRefusedBySystem:
      MemoryRefusal.message(for: "the script").text
    case .memory where maxMemory > 0:
      "the script needs more than \(ByteSize.text(maxMemory)) of memory; "
        + "\(names(.maxMemory, "SIZE")) gives it more"
    case .memory: "the machine has no more memory for the script"
    default: nil
    }
  }

  /// For a call that cannot be stopped.
  var stuckMessage: String {
    "the script took longer than \(timeoutText), in work that could not be interrupted; "
      + moreTime
  }

  private var moreTime: String { "\(names(.timeout, "SECONDS")) gives each call more time" }

  private var timeoutText: String { "\(ByteSize.decimal(timeout ?? 0)) s" }
}
