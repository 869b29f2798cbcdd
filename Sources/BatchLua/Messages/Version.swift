internal import LazyJSON
internal import LuaVM

/// The releases of batchlua and of its libraries.
public enum Version {
  /// The release of this package, used by `batchlua --version`, `batch.version`,
  /// `batch.require_version` and the definitions for editors.
  public static let current = "0.2.0"
  /// The release of the Lua in use, such as "5.4.4".
  public static var lua: String { VM.luaVersion }
  /// The release of the simdjson in use, such as "3.0.1".
  public static var simdjson: String { Indexer.simdjsonVersion }
}
