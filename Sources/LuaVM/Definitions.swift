package import CLua

/// Defining types, functions and values in a state.
extension VM {
  /// Declares a type of objects by its number. `name` is its name in messages, `shape` how scripts
  /// see it.
  package func addType(_ type: UInt32, name: String, shape: bl_shape) throws(ScriptError) {
    try check(bl_add_type(raw, type, name, Int32(shape.rawValue)))
  }

  /// Sets the field of a record type whose value the host passes along with the record.
  package func prefetchField(_ field: String, of type: UInt32) throws(ScriptError) {
    try check(bl_prefetch_field(raw, type, field))
  }

  /// Declares a type of handles, with a number that no object type has.
  package func addHandle(_ type: UInt32, name: String) throws(ScriptError) {
    try check(bl_add_handle(raw, type, name))
  }

  /// Makes function `number` of the host a method of handles, or a metamethod ("__close").
  package func addMethod(
    _ number: UInt32, _ name: String, of type: UInt32
  ) throws(ScriptError) {
    try check(bl_add_method(raw, type, number, name))
  }

  /// Makes function `number` of the host available as `library.name`; without a library, only as a
  /// result of other host functions.
  package func addFunction(
    _ number: UInt32, _ name: String, in library: String?
  ) throws(ScriptError) {
    try check(bl_add_function(raw, number, library, name))
  }

  /// Sets the global `name`, or `library.name`, to a value.
  package func set(_ name: String, in library: String?, to value: bl_value) throws(ScriptError) {
    var value = value
    let status = name.withCString { name in
      guard let library else { return bl_set(raw, nil, name, &value) }
      return library.withCString { bl_set(raw, $0, name, &value) }
    }
    try check(status)
  }

  /// Whether there is a global of this name.
  package func hasGlobal(_ name: String) throws(ScriptError) -> Bool {
    var isThere = false
    try check(bl_has_global(raw, name, &isThere))
    return isThere
  }
}
