package import CLua

/// A sandboxed Lua state. Swift code calls it; it calls back through the host's table of C
/// functions. For one thread at a time.
package final class VM {
  package let raw: OpaquePointer
  /// The handler for calls that cannot be stopped.
  var stuck: Stuck?

  /// `maxMemory` limits the Lua heap in bytes; 0 is no limit. Trusted scripts get Lua's own `io`
  /// and all of `os`; with `hidesEnvironment`, `os.getenv` always returns nil. Throws if the system
  /// refuses the memory of an empty state. For tests, allocations from number `failsFrom` on fail.
  package init(
    host: bl_host, maxMemory: Int, isTrusted: Bool = false, hidesEnvironment: Bool = false,
    failsFrom: Int = 0
  ) throws(ScriptError) {
    var host = host
    var options = bl_options(
      max_memory: maxMemory, fails_from: failsFrom, is_trusted: isTrusted,
      hides_environment: hidesEnvironment)
    guard let raw = bl_new(&host, &options) else { throw ScriptError.noState }
    self.raw = raw
  }

  /// Sets the `context` that is passed to each function of the host.
  package func attach(_ context: UnsafeMutableRawPointer) { bl_attach(raw, context) }

  /// Closes the state: everything that it owned becomes dead. Only `nextDead` may be called
  /// afterwards.
  package func close() { bl_close(raw) }

  deinit { bl_free(raw) }

  func check(_ status: Int32) throws(ScriptError) {
    if status != 0 { throw ScriptError(status: status, in: raw) }
  }

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

  /// The number of a handle that is no longer reachable; nil if there is none.
  package func nextDeadHandle() -> UInt64? {
    var number: UInt64 = 0
    return bl_next_dead_handle(raw, &number) ? number : nil
  }

  /// Makes function `number` of the host available as `library.name`; without a library, only as a
  /// result of other host functions.
  package func addFunction(
    _ number: UInt32, _ name: String, in library: String?
  ) throws(ScriptError) {
    try check(bl_add_function(raw, number, library, name))
  }

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
  /// Whether the last allocation that failed was refused by the system, not by the limit.
  package var isRefusedBySystem: Bool { bl_is_refused(raw) }

  package var hasTransform: Bool { bl_has_transform(raw) }
  package var hasFilter: Bool { bl_has_filter(raw) }
  /// Whether the script has printed something.
  package var hasSpoken: Bool { bl_has_spoken(raw) }
  /// Whether the script has a filter that has rejected every record.
  package var hasDroppedAll: Bool { bl_filtering(raw) == BL_NOTHING_PASSED.rawValue }
  /// Accepts an empty table from transform as a record instead of an empty list.
  package func takeEmptyTables() { bl_take_empty(raw) }
  /// The number of empty lists that transform has returned.
  package var emptyTables: Int { Int(bl_empty_lists(raw)) }
  /// Whether the script has begin or finish.
  package var hasHooks: Bool { bl_has_hooks(raw) }
  /// The 1-based line at which transform (or filter) begins; nil if it is no Lua function.
  package var entryLine: Int? {
    let line = Int(bl_entry_line(raw))
    return line > 0 ? line : nil
  }

  /// Takes ownership of an owner of objects, even if it throws; `nextDead` returns it when none of
  /// its objects is reachable.
  package func adopt(_ owner: UnsafeMutableRawPointer) throws(ScriptError) {
    try check(bl_adopt(raw, owner))
  }

  /// Seeds `math.random` with this number and the state that it had before the first record.
  package func seedRandom(_ number: Int) { bl_seed_random(raw, UInt64(number)) }

  /// Releases the last adopted owner: from now on only reachable objects keep it alive.
  package func release() { bl_release(raw) }

  package func nextDead() -> UnsafeMutableRawPointer? { bl_next_dead(raw) }

  /// Runs filter and transform on the records of an owner, which `turn`, called with `loop`,
  /// returns one by one. Throws the error of a record; the next call continues with the next record
  /// of `turn`.
  package func records(
    of owner: UnsafeMutableRawPointer, from loop: UnsafeMutableRawPointer, _ turn: bl_turn
  ) throws(ScriptError) {
    try check(bl_records(raw, owner, turn, loop))
  }

  package func begin() throws(ScriptError) { try check(bl_hook(raw, 0)) }
  package func finish() throws(ScriptError) { try check(bl_hook(raw, 1)) }

  /// The size of the Lua heap in bytes.
  package var memory: Int { bl_memory(raw) }
  /// The number of adopted owners that `nextDead` has not returned.
  package var owners: Int { bl_owners(raw) }
  package func collectGarbage() { bl_collect(raw) }

  /// See `Heap.useOne` of BatchLua.
  package static func useOneHeap() { bl_use_one_heap() }
  /// For tests: makes further allocations fail whose numbers, from 1, are in the range.
  package func failAllocations(_ numbers: ClosedRange<Int>) {
    bl_fail_allocations(raw, numbers.lowerBound, numbers.upperBound)
  }

  /// The number of allocations since then.
  package var allocations: Int { bl_allocations(raw) }

  /// For tests: collects all garbage before and after each call of the host.
  package func collectAtEachCrossing() { bl_stress(raw) }

  /// Such as "5.4.4".
  package static var luaVersion: String { String(cString: bl_lua_version()) }
}

extension StaticString {
  var cString: UnsafePointer<CChar> {
    UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
  }
}

extension UnsafeRawBufferPointer {
  /// Never nil, because Lua does not accept null pointers.
  var chars: UnsafePointer<CChar> {
    UnsafePointer(bitPattern: UInt(bitPattern: baseAddress)) ?? StaticString("").cString
  }
}
