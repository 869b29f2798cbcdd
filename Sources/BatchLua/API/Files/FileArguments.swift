internal import CLua
internal import LazyJSON
internal import LuaVM

/// The arguments of the functions of `batch` that open files.
extension ScriptState {
  /// Declares the types of handles and their methods. Calling a handle reads, so that `for x in
  /// handle do` works; a `<close>` variable closes it.
  func addHandles() throws(ScriptError) {
    for type in HandleType.allCases {
      try vm.addHandle(type.rawValue, name: type.name)
      for method in functions.fileMethods where method.name.hasPrefix("\(type.key):") {
        let number = functions.number(of: method.name)
        let name = String(method.name.dropFirst(type.key.count + 1))
        try vm.addMethod(number, name, of: type.rawValue)
        if name == "read" { try vm.addMethod(number, "__call", of: type.rawValue) }
        if name == "close" { try vm.addMethod(number, "__close", of: type.rawValue) }
      }
    }
  }

  /// The path in the first argument.
  func path(_ call: bl_call, _ function: String) throws(BindingError) -> Path {
    if !options.world.opensFiles {
      throw BindingError(
        "\(function): a script in a sandbox opens no files (\(options.names(.isSandboxed))); it reads the inputs of the "
          + "run, and writes by batch.emit")
    }
    let needed: ScriptCapabilities = function == "batch.writer" ? .writeFiles : .readFiles
    if !options.capabilities.contains(needed) {
      throw BindingError(
        "\(function): this run lets scripts \(needed == .readFiles ? "read" : "write") no files")
    }
    let value = call.argument(1)
    guard value.tag == BL_STRING.rawValue else {
      throw BindingError("\(function) takes a path, got \(value.kindName)")
    }
    let path = Path(bytes: value.bytes)
    if path.bytes.isEmpty || path.bytes.contains(0) {
      throw BindingError("\(function): that is no path")
    }
    return path
  }

  func recordType(_ value: bl_value, _ function: String) throws(BindingError) -> RecordType? {
    if value.tag == BL_NIL.rawValue { return nil }
    guard let type = value.text.flatMap(RecordType.init(rawValue:)) else {
      throw BindingError(
        "\(function): type takes \"BatchRequestInput\", \"BatchRequestOutput\" or \"json\" (a writer \"text\" too), got "
          + describe(value))
    }
    return type
  }

  /// The values that a writer accepts, by its options `type` and `to`.
  func accepted(
    _ type: bl_value, to form: bl_value
  ) throws(BindingError) -> (Accepted, OutputForm) {
    if form.tag != BL_NIL.rawValue {
      guard let form = form.text.flatMap(OutputForm.init(rawValue:)) else {
        throw BindingError(
          "batch.writer: to takes \"same\", \"json\", \"csv\" or \"text\", got \(describe(form))")
      }
      let type = try recordType(type, "batch.writer")
      return (form == .same ? writerDefault(type) : Accepted(form, .detect), form)
    }
    if type.text == "text" { return (.strings, .text) }
    if type.text == "csv" {
      throw BindingError("batch.writer: type says what a record is; to = \"csv\" writes rows")
    }
    return (writerDefault(try recordType(type, "batch.writer")), .same)
  }

  private func writerDefault(_ type: RecordType?) -> Accepted {
    type.map { Accepted(writer: $0) } ?? Accepted(.same, options.recordType)
  }

  /// The options of a writer of CSV.
  func rows(
    _ columns: bl_value, _ separator: bl_value, _ form: OutputForm
  ) throws -> CSVRows {
    for (value, name) in [(columns, "columns"), (separator, "separator")]
    where value.tag != BL_NIL.rawValue && form != .csv {
      throw BindingError("batch.writer: \(name) goes with to = \"csv\"")
    }
    let names =
      columns.tag == BL_NIL.rawValue ? [] : try self.columns(columns, "batch.writer: columns")
    return CSVRows(columns: names, separator: try self.separator(separator, "batch.writer"))
  }

  /// Names of columns: a list of unique strings.
  func columns(_ value: bl_value, _ what: String) throws -> [String] {
    let count = value.tag == BL_TABLE.rawValue ? bl_list_count(vm.raw, value.integer) : 0
    guard count > 0 else {
      throw BindingError("\(what) takes a list of names, got \(describe(value))")
    }
    var names: [String] = []
    for index in 1...count {
      try withElement(index, of: value) { name in
        guard let text = name.text, name.bytes.isUTF8 else {
          throw BindingError("\(what) takes a list of names, got \(describe(name)) in it")
        }
        if names.contains(text) { throw BindingError("\(what) has '\(text)' twice") }
        names.append(text)
      }
    }
    return names
  }

  /// The option `from` of a reader.
  func framing(
    _ value: bl_value, _ type: RecordType?
  ) throws(BindingError) -> InputFraming {
    if value.tag == BL_NIL.rawValue { return .jsonl }
    guard let framing = value.text.flatMap(InputFraming.init(rawValue:)) else {
      throw BindingError(
        "batch.reader: from takes \"jsonl\", \"json\", \"csv\" or \"text\", got "
          + describe(value))
    }
    if framing == .csv || framing == .text, type == .input || type == .output {
      throw BindingError(
        "batch.reader: from = \"\(framing.rawValue)\" gives no \(type!.rawValue)s; leave type out")
    }
    return framing
  }

  /// The option `separator`; `isWanted` is false for forms without fields.
  func separator(
    _ value: bl_value, _ function: String = "batch.csv", isWanted: Bool = true
  ) throws(BindingError) -> UInt8 {
    if value.tag == BL_NIL.rawValue { return UInt8(ascii: ",") }
    if !isWanted { throw BindingError("\(function): separator goes with from = \"csv\"") }
    guard value.tag == BL_STRING.rawValue, value.bytes.count == 1, value.bytes[0] < 0x80,
      !"\"\r\n".utf8.contains(value.bytes[0])
    else {
      throw BindingError(
        "\(function): separator takes one ASCII character such as \";\", got \(describe(value))")
    }
    return value.bytes[0]
  }

  /// A boolean option, false if nil.
  func flag(_ value: bl_value, _ what: String) throws(BindingError) -> Bool {
    if value.tag == BL_NIL.rawValue { return false }
    if value.tag == BL_BOOLEAN.rawValue { return value.boolean }
    throw BindingError("\(what) takes true or false, got \(describe(value))")
  }

  /// The option `max_requests`.
  func count(_ value: bl_value) throws(BindingError) -> Int? {
    if value.tag == BL_NIL.rawValue { return nil }
    guard let count = whole(value) else {
      throw BindingError(
        "batch.writer: max_requests takes a whole number from 1 on, got \(describe(value))")
    }
    return count
  }

  /// The option `max_bytes`.
  func byteSize(_ value: bl_value) throws(BindingError) -> Int? {
    if value.tag == BL_NIL.rawValue { return nil }
    guard let size = whole(value) ?? value.text.flatMap(ByteSize.parse) else {
      throw BindingError(
        "batch.writer: max_bytes takes a number of bytes or a text such as \"200MB\" or "
          + "\"100MiB\", got \(describe(value))")
    }
    return size
  }

  private func whole(_ value: bl_value) -> Int? {
    let number: Int? =
      switch bl_tag(value.tag) {
      case BL_INTEGER: Int(value.integer)
      case BL_NUMBER: Int(exactly: value.number)
      default: nil
      }
    return number.flatMap { $0 >= 1 ? $0 : nil }
  }

  /// The content of a file, valid until the scratch memory is used again.
  func readWhole(_ path: Path) throws(RunError) -> bl_value {
    let file = try InputFile(path, byName: true, for: vm)
    hot.pointee.scratch.count = 0
    let limit = options.limits.maxMemory
    while true {
      hot.pointee.scratch.reserve(1 << 16)
      let start = hot.pointee.scratch.base + hot.pointee.scratch.count
      let count = try file.read(
        into: UnsafeMutableRawBufferPointer(start: start, count: 1 << 16))
      if count == 0 { return scratchValue }
      hot.pointee.scratch.count += count
      if limit > 0 && hot.pointee.scratch.count > limit {
        throw RunError(
          .io, "\(path) is larger than the memory of the script, \(ByteSize.text(limit))")
      }
    }
  }
}
