internal import Synchronization
internal import SystemPackage

/// Finds the modules that scripts `require`: Lua files beside the script and in the directories of
/// `-L`. Dots in a name separate directories.
final class ModuleLoader {
  private let directories: [String]
  private let guest: SandboxGuest?
  /// The modules that were loaded, by their paths, for the lines that messages show.
  private let loaded = Mutex<[String: [UInt8]]>([:])

  /// In a sealed child `guest` asks the parent for modules.
  init(directories: [String], guest: SandboxGuest? = nil) {
    self.directories = directories
    self.guest = guest
  }

  func load(_ name: String) throws -> (text: [UInt8], path: String) {
    let module = try guest?.module(name) ?? find(name)
    loaded.withLock { $0[module.path] = module.text }
    return module
  }

  /// The text of a module that was loaded from this path; no other file is looked into.
  func text(at path: String) -> [UInt8]? { loaded.withLock { $0[path] } }

  private func find(_ name: String) throws -> (text: [UInt8], path: String) {
    let isPlain = name.utf8.allSatisfy {
      $0 == 0x2E || $0 == 0x5F || $0 == 0x2D || ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10
    }
    guard isPlain, !name.isEmpty, !name.contains(".."), !name.hasPrefix(".") else {
      throw BindingError("require: '\(name)' is not the name of a module")
    }
    let relative = name.split(separator: ".").joined(separator: "/")
    var tried: [String] = []
    for directory in directories {
      for path in ["\(directory)/\(relative).lua", "\(directory)/\(relative)/init.lua"] {
        do {
          return (try TextFile.read(path), path)
        } catch let error as Errno where error == .noSuchFileOrDirectory {
          tried.append(path)
        } catch let error as Errno {
          throw BindingError("require: cannot read \(path): \(error)")
        }
      }
    }
    throw BindingError(
      "module '\(name)' not found; looked for " + tried.joined(separator: ", "))
  }
}
