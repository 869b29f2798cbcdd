internal import CLua
internal import LazyJSON

/// The object behind a handle in Lua: an open file, with methods and fields. The methods are
/// declared in `FunctionTable.fileMethods`, the fields in `HandleType.fields`.
class FileHandle {
  let type: HandleType
  /// The path as the script gave it.
  let path: Path
  private(set) var isClosed = false

  init(_ type: HandleType, _ path: Path) {
    self.type = type
    self.path = path
  }

  /// The name of the file in messages.
  var name: String { path.description }

  /// The value of a declared field; a text must stay valid until the next call.
  func value(of field: HandleType.FieldName, _ state: ScriptState) -> bl_value { bl_value() }

  /// Closes the file; any later use is an error.
  func close() throws { isClosed = true }

  func checkOpen() throws(BindingError) {
    if isClosed { throw BindingError("the \(type.noun) of \(name) is closed") }
  }
}

extension ScriptState {
  /// Returns a new handle for an opened file to the script.
  func open(_ handle: FileHandle, _ call: inout bl_call) {
    reclaim()
    var value = bl_value()
    value.tag = BL_HANDLE.rawValue
    value.type = handle.type.rawValue
    value.handle.number = files.add(handle)
    call.return(value)
    call.collects = files.isCrowded()
  }

  /// The handle on which a method was called. Throws a `BindingError` for any other value.
  func handle<Handle: FileHandle>(
    _ call: bl_call, _ type: HandleType, _ method: String
  ) throws(BindingError) -> Handle {
    let value = call.argument(1)
    guard value.tag == BL_HANDLE.rawValue, value.type == type.rawValue,
      let handle = files[value.handle.number]
    else {
      throw BindingError(
        "'\(method)' is a method of a \(type.name): call it with a colon, handle:\(method)()")
    }
    return unsafeDowncast(handle, to: Handle.self)
  }

  /// Reads a field of a handle; for a nil key its text for `tostring`.
  func readField(_ value: bl_value, _ key: bl_value, _ result: inout bl_value) throws {
    guard let handle = files[value.handle.number] else { return }
    if key.tag == BL_NIL.rawValue {
      let end = handle.isClosed ? " (closed)" : ""
      result = scratchText("\(handle.type.name) \(handle.name)\(end)")
      return
    }
    let name = key.text ?? describe(key)
    guard let field = handle.type.fields.first(where: { $0.name.rawValue == name }) else {
      let prefix = "\(handle.type.key):"
      let methods = functions.fileMethods.map(\.name).filter { $0.hasPrefix(prefix) }
      let names =
        handle.type.fields.map(\.name.rawValue) + methods.map { String($0.dropFirst(prefix.count)) }
      let near = nearName(to: name, among: names).map { "; did you mean '\($0)'?" }
      throw BindingError(
        "a \(handle.type.name) has no field '\(name)'"
          + (near ?? " (it has \(names.joined(separator: ", ")))"))
    }
    result = handle.value(of: field.name, self)
  }
}
