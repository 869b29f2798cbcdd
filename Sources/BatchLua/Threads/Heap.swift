internal import LuaVM

/// The allocator of the process.
package enum Heap {
  /// Lets all threads allocate from one arena, if the C library has several. Lines are allocated on
  /// one thread and freed on another, so with several arenas the overhead of records that a script
  /// stores is up to twice as large. For programs that do nothing else; to be called before threads
  /// start.
  package static func useOne() { VM.useOneHeap() }
}
