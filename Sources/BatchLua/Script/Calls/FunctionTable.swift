internal import LuaVM

/// The functions that scripts can call, by their numbers.
package final class FunctionTable: Sendable {
  /// All functions but those of the prelude. The number of a function is its index plus 1.
  package let all: [HostFunction]
  /// The functions that only the prelude calls, which is the host's own Lua code.
  let ofPrelude: [HostFunction]
  /// The methods of handles, such as "reader:read", and of arrays, such as "array:map".
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

  /// The number of a method of arrays, given without "array:"; nil if there is none.
  func number(ofArray name: some Sequence<UInt8>) -> UInt32? {
    arrayNames.first { $0.name.elementsEqual(name) }?.number
  }
}

/// What scripts find in a state: the functions, and the fields of records.
struct ScriptInterface: @unchecked Sendable {
  let functions: FunctionTable
  /// The compiled types, indexed by the numbers of object types.
  let types: UnsafePointer<CompiledType>
  /// Defines all of it in a new state.
  let define: @Sendable (ScriptState) throws(ScriptError) -> Void
}
