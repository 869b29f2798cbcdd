internal import LuaVM

/// Definitions of a script that neither it nor the host uses, with a name similar to one that the
/// host uses: `function trasform`, `optons = …`, `return { finsh = … }`.
struct MisnamedEntries {
  private let uses: NameUses

  init(_ uses: NameUses) { self.uses = uses }

  /// The first definition of this kind, with the name that was probably meant; nil if there is
  /// none.
  var first: (use: NameUses.Use, meant: String)? {
    // A script that uses the table of globals may read any name.
    if uses.hasEnvironment { return nil }
    let defined = uses.defined.sorted { $0.line < $1.line }
    let names = Set(defined.map(\.name))
    let open = (EntryNames.functions + EntryNames.settings).filter { !names.contains($0) }
    for use in defined where !uses.used.contains(use.name) {
      if EntryNames.contains(use.name) { continue }
      if let meant = nearName(to: use.name, among: open) { return (use, meant) }
    }
    return nil
  }

  static func message(for name: String, meant: String) -> String {
    "nothing uses '\(name)'; did you mean '\(meant)'?"
  }
}
