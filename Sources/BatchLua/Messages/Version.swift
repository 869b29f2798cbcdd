internal import LazyJSON
internal import LuaVM

/// Lua scripts over batch files: JSON Lines of requests to language models and their results.
///
/// A `Run` reads inputs line by line, hands each record to the script and writes what it returns,
/// byte for byte where the script changed nothing.
///
///     var options = RunOptions(script: .file("swap-model.lua"), inputs: ["in.jsonl"])
///     options.output = "out.jsonl"
///     let summary = try Run(options).execute()
public enum BatchLua {
  /// The release of this package.
  public static let version = "0.1.0"
  /// The release of the Lua in use, such as "5.4.4".
  public static var luaVersion: String { VM.luaVersion }
  /// The release of the simdjson in use, such as "3.0.1".
  public static var simdjsonVersion: String { Indexer.simdjsonVersion }

  /// Has all threads of the process allocate from one heap, where the C library has several. Lines
  /// are read on one thread and given back on another: with a heap each, records that a script
  /// keeps cost up to twice as much beyond their bytes. For programs that do nothing else; before
  /// there are threads.
  public static func useOneHeap() { VM.useOneHeap() }
}
