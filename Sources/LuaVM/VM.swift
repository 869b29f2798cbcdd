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

  /// Takes ownership of an owner of objects, even if it throws; `nextDead` returns it when none of
  /// its objects is reachable.
  package func adopt(_ owner: UnsafeMutableRawPointer) throws(ScriptError) {
    try check(bl_adopt(raw, owner))
  }

  /// Seeds `math.random` with this number and the state that it had before the first record.
  package func seedRandom(_ number: Int) { bl_seed_random(raw, UInt64(number)) }

  /// Releases the last adopted owner: from now on only reachable objects keep it alive.
  package func release() { bl_release(raw) }

  /// An owner none of whose objects is reachable any more; nil if there is none.
  package func nextDead() -> UnsafeMutableRawPointer? { bl_next_dead(raw) }

  /// The number of a handle that is no longer reachable; nil if there is none.
  package func nextDeadHandle() -> UInt64? {
    var number: UInt64 = 0
    return bl_next_dead_handle(raw, &number) ? number : nil
  }

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
  /// Whether the last allocation that failed was refused by the system, not by the limit.
  package var isRefusedBySystem: Bool { bl_is_refused(raw) }
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
