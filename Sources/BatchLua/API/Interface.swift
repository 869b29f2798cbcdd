internal import BatchModel
internal import LuaVM

extension FunctionTable {
  /// The functions of batchlua.
  package static let batchLua = FunctionTable(
    [
      HostFunction.json, HostFunction.batch, HostFunction.files, HostFunction.regexes,
      HostFunction.recordMethods, HostFunction.resultMethods,
    ],
    fileMethods: HostFunction.fileMethods, arrayMethods: HostFunction.arrayMethods,
    ofPrelude: HostFunction.ofPrelude)
}

extension ScriptInterface {
  /// The interface of batchlua, for records of a shape.
  static func batchLua(for shape: Shape) -> ScriptInterface {
    shape == .openai ? openai : others[shape]!
  }

  private static let openai = make(for: .openai)
  private static let others: [Shape: ScriptInterface] =
    Shape.all.reduce(into: [:]) { $0[$1] = make(for: $1) }

  private static func make(for shape: Shape) -> ScriptInterface {
    ScriptInterface(
      functions: .batchLua, types: CompiledType.makeTable(for: shape, .batchLua)
    ) { state throws(ScriptError) in
      try state.addHandles()
      try state.defineGlobals()
    }
  }
}
