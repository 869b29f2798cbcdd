internal import LuaVM

/// The heaps of the process.
package enum Heap {
  /// Has all threads of the process allocate from one heap, where the C library has several. Lines
  /// are read on one thread and given back on another: with a heap each, records that a script
  /// keeps cost up to twice as much beyond their bytes. For programs that do nothing else; before
  /// there are threads.
  package static func useOne() { VM.useOneHeap() }
}
