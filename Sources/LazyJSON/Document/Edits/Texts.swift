/// Strings and keys of edits. Each has a header of two 32-bit numbers, capacity and length, before
/// its bytes.
extension Document {
  /// The text at an offset that `store` returned.
  func text(at offset: UInt32) -> Bytes {
    let header = UnsafeRawPointer(storage.pointee.texts.base + Int(offset))
    return Bytes(
      start: (header + 8).assumingMemoryBound(to: UInt8.self),
      count: Int(header.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
  }

  /// Stores a copy of `text`, which must not be in `texts` itself. `old` is the offset of a
  /// replaced text, whose memory may be reused.
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
    let offset = storage.pointee.texts.count
    guard offset + room + 8 < Int(Entry.ownedKey) else { throw EditError() }
    try afford(room + 8, in: storage.pointee.texts)
    storage.pointee.texts.reserve(room + 8)
    storage.pointee.texts.count += room + 8
    write(text, room: room, at: UInt32(truncatingIfNeeded: offset))
    return UInt32(truncatingIfNeeded: offset)
  }

  private func header(at offset: UInt32) -> UnsafeMutableRawPointer {
    UnsafeMutableRawPointer(storage.pointee.texts.base + Int(offset))
  }

  private func write(_ text: Bytes, room: Int, at offset: UInt32) {
    let header = header(at: offset)
    header.storeBytes(of: UInt32(truncatingIfNeeded: room), as: UInt32.self)
    header.storeBytes(
      of: UInt32(truncatingIfNeeded: text.count), toByteOffset: 4, as: UInt32.self)
    guard let from = text.baseAddress else { return }
    (header + 8).assumingMemoryBound(to: UInt8.self).copy(from, count: text.count)
  }

  /// The arguments of a call that changes the document. Those that are borrowed from memory which
  /// the call may overwrite are copied to `held`.
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
