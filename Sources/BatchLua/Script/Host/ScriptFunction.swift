internal import CLua
internal import LuaVM

/// A Swift function that scripts can call.
///
///     ScriptFunction("host.price") { (model: String) -> Double? in prices[model] }
///
/// Arguments and result are converted according to their types. An error that the body throws
/// becomes an error in the script, which `pcall` can catch. Missing arguments are nil, surplus
/// ones are ignored. With several `jobs`, several threads call the function at the same time. Its
/// time does not count towards the time limit of the script.
public struct ScriptFunction: Sendable {
  /// The name in scripts; "a.b" is the field `b` of a global table `a`.
  public let name: String
  let body: @Sendable (ScriptState, inout bl_call) throws -> Void

  /// Creates a function with a result.
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

  /// Creates a function without a result.
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

/// Reads the arguments of a call in order.
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
