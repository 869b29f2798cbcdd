import BatchLua
import Foundation

/// A folder that goes away with its owner.
final class Scratch {
  let folder: URL

  /// In memory, where the system has files there, it takes no time to have them on disk.
  init(isInMemory: Bool = false) throws {
    let memory = URL(filePath: "/dev/shm")
    let isThere = isInMemory && FileManager.default.isWritableFile(atPath: memory.path)
    folder = (isThere ? memory : FileManager.default.temporaryDirectory).appending(
      path: "batchlua-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appending(path: name).path }

  func place(_ name: String) -> Path { Path(path(name)) }

  /// The path of a new file with this text.
  func write(_ text: String, to name: String) throws -> String {
    try write(Data(text.utf8), to: name)
  }

  func write(_ data: Data, to name: String) throws -> String {
    try data.write(to: folder.appending(path: name))
    return path(name)
  }

  func read(_ name: String) throws -> Data {
    try Data(contentsOf: folder.appending(path: name))
  }

  func text(_ name: String) throws -> String { String(decoding: try read(name), as: UTF8.self) }
}
