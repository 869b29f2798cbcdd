internal import LuaVM

/// The functions that scripts call, by numbers.
package final class FunctionTable: Sendable {
  /// A function's number is its position here, from 1.
  package let all: [HostFunction]
  /// What only the host's own Lua calls.
  let ofPrelude: [HostFunction]
  /// Methods of handles, "reader:read", and of arrays, "array:map".
  let fileMethods: [HostFunction]
  let arrayMethods: [HostFunction]
  private let numbers: [String: UInt32]
  private let arrayNames: [(name: [UInt8], number: UInt32)]

  init(
    _ others: [[HostFunction]], fileMethods: [HostFunction], arrayMethods: [HostFunction],
    ofPrelude: [HostFunction]
  ) {
    var all: [HostFunction] = []
    all.reserveCapacity(128)
    for functions in others { all += functions }
    all += fileMethods
    all += arrayMethods
    var numbers = [String: UInt32](minimumCapacity: all.count)
    for (index, function) in all.enumerated() { numbers[function.name] = UInt32(index + 1) }
    arrayNames = arrayMethods.map {
      (Array($0.name.utf8.dropFirst("array:".utf8.count)), numbers[$0.name]!)
    }
    (self.all, self.numbers) = (all, numbers)
    (self.fileMethods, self.arrayMethods, self.ofPrelude) = (fileMethods, arrayMethods, ofPrelude)
  }

  func number(of name: String) -> UInt32 { numbers[name]! }

  /// The number of a method of arrays.
  func number(ofArray name: some Sequence<UInt8>) -> UInt32? {
    arrayNames.first { $0.name.elementsEqual(name) }?.number
  }
}

/// What a state is for scripts: what they call, how records look, and how that gets into it.
struct ScriptInterface: @unchecked Sendable {
  let functions: FunctionTable
  /// By the number of the object type.
  let types: UnsafePointer<CompiledType>
  /// Puts it into a fresh state.
  let define: @Sendable (ScriptState) throws(ScriptError) -> Void
}
