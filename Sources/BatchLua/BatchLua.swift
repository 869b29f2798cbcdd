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
}
