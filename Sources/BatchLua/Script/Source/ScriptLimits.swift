internal import LuaVM

/// The limits of memory and time of a script, and the messages about exceeding them.
struct ScriptLimits {
  /// The most bytes of the Lua heap; 0 is no limit.
  var maxMemory = 0
  /// The most seconds of one call into the script; nil is no limit.
  var timeout: Double?
  /// The names of options in messages.
  var names = OptionNames.members

  /// The message for an error that exceeds a limit; nil for other kinds. `isRefusedBySystem` tells
  /// whether the system refused the memory.
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

  /// The message for a call that cannot be interrupted.
  var stuckMessage: String {
    "the script took longer than \(timeoutText), in work that could not be interrupted; "
      + moreTime
  }

  private var moreTime: String { "\(names(.timeout, "SECONDS")) gives each call more time" }

  private var timeoutText: String { "\(ByteSize.decimal(timeout ?? 0)) s" }
}
