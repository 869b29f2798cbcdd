internal import CLua
internal import LuaVM

/// A Swift function for scripts.
///
///     ScriptFunction("host.price") { (model: String) -> Double? in prices[model] }
///
/// Arguments and result convert by their types; what the body throws is the script's error, which
/// `pcall` catches. Missing arguments are nil, further ones are ignored. With several `jobs`
/// several threads call it at a time. Its time is no time of the script.
public struct ScriptFunction: Sendable {
  /// What scripts call it: "a.b" is field b of table a.
  public let name: String
  let body: @Sendable (ScriptState, inout bl_call) throws -> Void

  /// A function with a result; one that is nil is nil in the script.
  public init<each Argument: ScriptConvertible, Result: ScriptConvertible>(
    _ name: String, _ body: @escaping @Sendable (repeat each Argument) throws -> Result
  ) {
    self.name = name
    self.body = { state, call in
      var reader = ArgumentReader(state: state, call: call, name: name)
      let arguments = (repeat try reader.next((each Argument).self))
      let result = try state.vm.paused { try body(repeat each arguments) }
      var given = ScriptResult()
      result.write(to: &given)
      call.return(try state.value(of: given))
    }
  }

  /// A function without a result.
  public init<each Argument: ScriptConvertible>(
    _ name: String, _ body: @escaping @Sendable (repeat each Argument) throws -> Void
  ) {
    self.name = name
    self.body = { state, call in
      var reader = ArgumentReader(state: state, call: call, name: name)
      let arguments = (repeat try reader.next((each Argument).self))
      try state.vm.paused { try body(repeat each arguments) }
    }
  }
}

/// Reads one argument of a call after the other.
private struct ArgumentReader {
  let state: ScriptState
  let call: bl_call
  let name: String
  private var position = 0

  init(state: ScriptState, call: bl_call, name: String) {
    self.state = state
    self.call = call
    self.name = name
  }

  mutating func next<Argument: ScriptConvertible>(_ type: Argument.Type) throws -> Argument {
    position += 1
    do {
      return try Argument(script: ScriptArgument(state, call.argument(position)))
    } catch let error as ScriptArgumentError {
      throw BindingError(error.message(of: name, argument: position))
    }
  }
}
