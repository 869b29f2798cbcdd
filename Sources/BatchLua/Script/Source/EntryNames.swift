/// The names that a script defines for the run.
enum EntryNames {
  /// The functions that the host calls.
  static let functions = ["begin", "filter", "transform", "finish"]
  static let settings = ["options", "stateless", "columns"]

  /// Whether the host uses a global of this name.
  static func contains(_ name: String) -> Bool {
    functions.contains(name) || settings.contains(name)
  }
}
