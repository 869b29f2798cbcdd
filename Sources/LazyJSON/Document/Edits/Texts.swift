/// Strings and keys that edits brought in: each a header of two 32-bit numbers, its room and its
/// length, before the bytes.
extension Document {
  /// The text at a place that `store` gave.
  func text(at place: UInt32) -> Bytes {
    let header = UnsafeRawPointer(storage.pointee.texts.base + Int(place))
    return Bytes(
      start: (header + 8).assumingMemoryBound(to: UInt8.self),
      count: Int(header.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
  }

  /// Keeps a copy of `text`, which does not stand in the texts; `old` is a place that it replaces
  /// and may reuse.
  func store(_ text: Bytes, replacing old: UInt32? = nil) throws(EditError) -> UInt32 {
    var room = text.count
    if let old {
      let oldRoom = Int(header(at: old).loadUnaligned(as: UInt32.self))
      if text.count <= oldRoom {
        write(text, room: oldRoom, at: old)
        return old
      }
      room = max(room, oldRoom * 2)
    }
    let place = storage.pointee.texts.count
    guard place + room + 8 < Int(Entry.ownedKey) else { throw EditError() }
    try afford(room + 8, in: storage.pointee.texts)
    storage.pointee.texts.reserve(room + 8)
    storage.pointee.texts.count += room + 8
    write(text, room: room, at: UInt32(truncatingIfNeeded: place))
    return UInt32(truncatingIfNeeded: place)
  }

  private func header(at place: UInt32) -> UnsafeMutableRawPointer {
    UnsafeMutableRawPointer(storage.pointee.texts.base + Int(place))
  }

  private func write(_ text: Bytes, room: Int, at place: UInt32) {
    let header = header(at: place)
    header.storeBytes(of: UInt32(truncatingIfNeeded: room), as: UInt32.self)
    header.storeBytes(
      of: UInt32(truncatingIfNeeded: text.count), toByteOffset: 4, as: UInt32.self)
    if let from = text.baseAddress { (header + 8).copyMemory(from: from, byteCount: text.count) }
  }

  /// The key and the edit of a call that changes the document. What the caller borrowed from the
  /// document itself and the call may overwrite is copied aside.
  @inline(__always)
  func hold(_ key: Bytes, _ edit: Edit) -> (key: Bytes, edit: Edit) {
    if case .string(let text) = edit {
      if isMovable(key) || isMovable(text) { return copyAside(key, text) }
    } else if isMovable(key) {
      return (copyAside(key, Bytes(start: nil, count: 0)).key, edit)
    }
    return (key, edit)
  }

  @inline(__always)
  private func isMovable(_ text: Bytes) -> Bool {
    storage.pointee.texts.contains(text) || storage.pointee.scratch.contains(text)
  }

  @inline(never)
  private func copyAside(_ key: Bytes, _ text: Bytes) -> (key: Bytes, edit: Edit) {
    storage.pointee.held.count = 0
    storage.pointee.held.reserve(key.count + text.count)
    storage.pointee.held.append(key)
    storage.pointee.held.append(text)
    let held = Bytes(start: storage.pointee.held.base, count: storage.pointee.held.count)
    return (
      Bytes(rebasing: held[..<key.count]), .string(Bytes(rebasing: held[key.count...]))
    )
  }
}
