internal import BatchModel
internal import CLua
internal import LazyJSON
internal import LuaVM

extension ScriptState {
  /// Stores the text of an error, which C raises after this Swift frame has returned; returns the
  /// status for C.
  func fail(_ error: any Error) -> Int32 {
    var message = ""
    raised = nil
    switch error {
    case let error as BindingError: message = error.message
    case let error as LineProblem: message = error.description
    case let error as RunError: message = error.description
    case let error as EditError where error.isBeyondBudget: return Int32(BL_OVER_BUDGET)
    case is EditError: message = EditError.limits
    case is LeftToPrelude: return Int32(BL_PRELUDE)
    case let error as RecordProblem:
      message = error.message(options.names)
      raised = (
        message, options.profile.name(of: error.code), options.profile.param(of: error.code)
      )
    case let error as EncodeError:
      message = error.text
      raised = (message, "invalid_type", error.path.isEmpty ? nil : error.location)
    default: message = "\(error)"
    }
    message.withUTF8 { text in
      text.withMemoryRebound(to: CChar.self) { bl_fail(vm.raw, $0.baseAddress, $0.count) }
    }
    return Int32(BL_FAILED)
  }
}
