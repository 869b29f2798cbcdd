internal import CLua

/// What the prelude calls while it reads `options` and `stateless` of a script, and for messages;
/// scripts do not reach these.
extension HostFunction {
  static let ofPrelude: [HostFunction] = [
    HostFunction(
      "declare", [], "An option; without arguments, that the script declares them.", example: ""
    ) { engine, call in
      if engine.declaredOptions == nil { engine.declaredOptions = [] }
      guard let name = call.argument(1).text else { return }
      engine.declaredOptions?.append(
        ScriptOption(
          name: name, defaultValue: call.argument(2).text, help: call.argument(3).text))
    },
    HostFunction(
      "set_stateless", [], "Whether states of their own may take records.", example: ""
    ) { engine, call in
      let value = call.argument(1)
      engine.isStateless = value.tag == BL_BOOLEAN.rawValue && value.boolean
    },
    HostFunction(
      "takes_columns", [], "Whether rows are written, whose columns the script may name.",
      example: ""
    ) { engine, call in call.return(bl_value(boolean: engine.options.outputForm == .csv)) },
    HostFunction(
      "set_columns", [], "The names of the columns.", example: ""
    ) { engine, call in
      engine.declaredColumns = try engine.columns(call.argument(1), "columns")
    },
    HostFunction(
      "near", [], "The name that another was meant to be, of those in \"a, b, c\".", example: ""
    ) { engine, call in
      let names = (call.argument(2).text ?? "").split(separator: ", ").map(String.init)
      guard let near = nearName(to: call.argument(1).text ?? "", among: names) else { return }
      call.return(engine.keep(near))
    },
  ]
}
