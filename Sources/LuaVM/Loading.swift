internal import CLua

/// Loading a script into a state, and what it has declared and done.
extension VM {
  /// Runs a script and stores its functions. `name` is its name in messages. An error in what the
  /// script declares is at the line that assigns the global.
  package func run(_ script: [UInt8], name: String) throws(ScriptError) {
    let status = script.withUnsafeBytes { text in
      bl_run(raw, text.chars, text.count, "@" + name, true)
    }
    do throws(ScriptError) {
      try check(status)
    } catch {
      throw error.position == nil ? error.inDeclaration(of: try? nameUses(), name) : error
    }
  }

  /// Runs Lua code of the host. The position of an error in it is that of the script's call.
  package func runPrelude(_ code: [UInt8]) throws(ScriptError) {
    let status = code.withUnsafeBytes { text in
      bl_run(raw, text.chars, text.count, "=host", false)
    }
    try check(status)
  }

  /// Makes `code` the body of transform, with the locals `req` and `body`.
  package func loadBody(_ code: [UInt8], name: String) throws(ScriptError) {
    let status = code.withUnsafeBytes { text in
      bl_load_body(raw, text.chars, text.count, "@" + name)
    }
    try check(status)
  }

  /// Accepts strings as results of an expression.
  package func takeText() { bl_take_text(raw) }

  /// Reads the global `options` of a script whose top level has failed.
  package func readOptions() throws(ScriptError) { try check(bl_read_options(raw)) }

  /// Whether the script declares itself stateless.
  package var isStateless: Bool { bl_is_stateless(raw) }
  /// Whether the script has `transform`, or is code for its body.
  package var hasTransform: Bool { bl_has_transform(raw) }
  /// Whether the script has `filter`.
  package var hasFilter: Bool { bl_has_filter(raw) }
  /// Whether the script has printed something.
  package var hasPrinted: Bool { bl_has_printed(raw) }
  /// Whether the script has a filter that has rejected every record.
  package var hasDroppedAll: Bool { bl_filtering(raw) == BL_NOTHING_PASSED.rawValue }
  /// Accepts an empty table from transform as a record instead of an empty list.
  package func takeEmptyTables() { bl_take_empty(raw) }
  /// The number of empty lists that transform has returned.
  package var emptyTables: Int { Int(bl_empty_lists(raw)) }
  /// Whether the script has begin or finish.
  package var hasHooks: Bool { bl_has_hooks(raw) }
  /// The 1-based line at which transform (or filter) begins; nil if it is not a Lua function.
  package var entryLine: Int? {
    let line = Int(bl_entry_line(raw))
    return line > 0 ? line : nil
  }
}

extension UnsafeRawBufferPointer {
  /// Never nil, because Lua does not accept null pointers.
  var chars: UnsafePointer<CChar> {
    UnsafePointer(bitPattern: UInt(bitPattern: baseAddress)) ?? StaticString("").cString
  }
}

extension StaticString {
  var cString: UnsafePointer<CChar> {
    UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
  }
}
