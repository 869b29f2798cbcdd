internal import SystemPackage

/// Small files read whole: scripts and modules.
enum TextFile {
  static func read(_ path: Path) throws -> [UInt8] {
    let file = try FileDescriptor.opening(path)
    return try file.closeAfter {
      var bytes: [UInt8] = []
      while true {
        let chunk = try [UInt8](unsafeUninitializedCapacity: 64 << 10) { room, count in
          count = try file.readSome(into: UnsafeMutableRawBufferPointer(room))
        }
        if chunk.isEmpty { return bytes }
        bytes += chunk
      }
    }
  }
}
