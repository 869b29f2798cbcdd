internal import Synchronization
internal import SystemPackage

/// Finds the modules that scripts `require`: Lua files in the directory of the script and in
/// further ones. Dots in a name separate directories.
final class ModuleLoader {
  private let directories: [Path]
  private let world: any ScriptWorld
  /// The texts of loaded modules, by their names in messages, which quote lines of them.
  private let loaded = Mutex<[Path: [UInt8]]>([:])

  private let names: OptionNames

  init(directories: [Path], world: any ScriptWorld, names: OptionNames) {
    self.directories = directories
    self.names = names
    self.world = world
  }

  /// The search path in the form of Lua's `package.path`.
  var path: String {
    // Not `joined`: it looks a conformance up at run time, which takes 30 µs of each start.
    directories.reduce(into: "") { path, directory in
      let name = directory.description
      if !path.isEmpty { path += ";" }
      path += name
      path += "/?.lua;"
      path += name
      path += "/?/init.lua"
    }
  }

  /// The text and path of a module. Throws if there is none, and for any name if `isAllowed` is
  /// false.
  func load(_ name: String, isAllowed: Bool = true) throws -> (text: [UInt8], path: Path) {
    if !isAllowed { throw BindingError("require: this run gives scripts no modules ('\(name)')") }
    guard let module = try world.module(name, in: directories) else {
      let tried = directories.flatMap { Self.paths(of: name, in: $0) }.map(\.description)
      throw BindingError(
        "module '\(name)' not found; looked for \(tried.joined(separator: ", ")); "
          + "\(names(.moduleDirectories, "DIR")) adds a place")
    }
    loaded.withLock { $0[Path(module.path.description)] = module.text }
    return module
  }

  /// The text of a loaded module by its name in messages; nil if no module of this name was
  /// loaded.
  func text(at name: String) -> [UInt8]? { loaded.withLock { $0[Path(name)] } }

  /// The paths at which a module may be in a directory.
  private static func paths(of name: String, in directory: Path) -> [Path] {
    let relative = name.split(separator: ".").joined(separator: "/")
    return [".lua", "/init.lua"].map { directory.child(Path(relative + $0)) }
  }

  /// The module in the first of the directories that has it; nil if none has.
  static func find(
    _ name: String, in directories: [Path]
  ) throws -> (text: [UInt8], path: Path)? {
    let isPlain = name.utf8.allSatisfy {
      $0 == 0x2E || $0 == 0x5F || $0 == 0x2D || ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10
    }
    guard isPlain, !name.isEmpty, !name.contains(".."), !name.hasPrefix(".") else {
      throw BindingError("require: '\(name)' is not the name of a module")
    }
    for path in directories.flatMap({ paths(of: name, in: $0) }) {
      do {
        return (try TextFile.read(path), path)
      } catch let error as Errno where error == .noSuchFileOrDirectory {
        continue
      } catch let error as Errno {
        throw BindingError("require: cannot read \(path): \(error)")
      }
    }
    return nil
  }
}
