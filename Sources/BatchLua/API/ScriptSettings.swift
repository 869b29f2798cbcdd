internal import CLua
internal import LazyJSON
internal import LuaVM

/// Functions for the prelude only, which read a script's `options` and make messages.
extension HostFunction {
  static let ofPrelude: [HostFunction] = [
    HostFunction(
      "declare", [], "Begins the options, with a name one of them; then takes a key of it.",
      example: ""
    ) { state, call in
      guard let name = call.argument(1).text else { return state.optionDrafts = [] }
      guard let key = call.argument(2).text else {
        state.optionDrafts?.append(OptionDraft(name))
        return
      }
      guard let last = state.optionDrafts?.indices.last else { return }
      try state.optionDrafts?[last].take(
        key, call.argument(3), isElement: call.argument(4).boolean)
    },
    HostFunction(
      "resolve", [], "Checks what is given against the options; how many arguments there are.",
      example: ""
    ) { state, call in
      state.optionFault = nil
      do {
        state.arguments = try state.resolvedArguments()
      } catch let error as RunError {
        state.optionFault = error
        throw error
      }
      call.return(bl_value(integer: state.arguments.count))
    },
    HostFunction(
      "argument", [], "One of them, from 1: name, value, whether it is an element of a list.",
      example: ""
    ) { state, call in
      let argument = state.arguments[Int(call.argument(1).integer) - 1]
      // Both texts must be valid until Lua has copied them.
      let name = argument.name
      var text: [UInt8] = []
      if case .string(let bytes) = argument.value { text = bytes }
      let both = state.scratchText(Array(name.utf8) + text).bytes
      call.return(bl_value(bytes: Bytes(rebasing: both[..<name.utf8.count])))
      var value = bl_value()
      switch argument.value {
      case nil: break
      case .string: value = bl_value(bytes: Bytes(rebasing: both[name.utf8.count...]))
      case .integer(let number): value = bl_value(integer: number)
      case .number(let number):
        value.tag = BL_NUMBER.rawValue
        value.number = number
      case .boolean(let flag): value = bl_value(boolean: flag)
      }
      call.return(value)
      call.return(bl_value(boolean: argument.isInList))
    },
    HostFunction(
      "takes_columns", [], "Whether rows are written, whose columns the script may name.",
      example: ""
    ) { state, call in call.return(bl_value(boolean: state.options.outputForm == .csv)) },
    HostFunction(
      "set_columns", [], "The names of the columns.", example: ""
    ) { state, call in
      state.declaredColumns = try state.columns(call.argument(1), "columns")
    },
    HostFunction(
      "no_column", [], "What is said of a column that a row does not have.", example: ""
    ) { state, call in
      let names = (call.argument(2).text ?? "").split(separator: "\n").map(String.init)
      let position = state.files.rowSources[Int(call.argument(3).integer) - 1].position(
        isLast: call.argument(4).boolean)
      call.return(state.scratchText(position + noColumn(call.argument(1).text ?? "", among: names)))
    },
    HostFunction(
      "current", [], "A field of batch.current, which concerns the record at hand.", example: ""
    ) { state, call in call.return(try state.current(call.argument(1))) },
    HostFunction(
      "near", [], "The name that another was meant to be, of those in \"a, b, c\".", example: ""
    ) { state, call in
      let names = (call.argument(2).text ?? "").split(separator: ", ").map(String.init)
      guard let near = nearName(to: call.argument(1).text ?? "", among: names) else { return }
      call.return(state.scratchText(near))
    },
  ]
}
