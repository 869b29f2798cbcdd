internal import CLua
internal import LazyJSON

/// Notes lookups that failed, for hints in the messages of later errors.
extension ScriptState {
  @inline(never)
  func failOnColumn(_ object: bl_object, _ key: Bytes) throws(BindingError) {
    var names: [String] = []
    object.document.eachMember(of: object.node) { name, _ in names.append(name.string) }
    let heading = position(of: object).map { "\($0.origin.file):\($0.line): " } ?? ""
    throw BindingError(heading + noColumn(key.string, among: names))
  }

  func noteNull(_ object: bl_object, _ index: Int) {
    hot.pointee.nullDocument = object.owner
    hot.pointee.nullNode = object.node
    hot.pointee.nullIndex = index
  }

  func noteMiss(_ object: bl_object, _ key: Bytes) {
    hot.pointee.missKey = MissedKey(key)
    hot.pointee.missDocument = object.owner
    hot.pointee.missNode = object.node
  }
}

/// Enough bytes of a key to recognise it, without an allocation.
struct MissedKey: BitwiseCopyable, Equatable {
  private let count: Int
  private var start: UInt64 = 0
  private var end: UInt64 = 0

  @inline(__always)
  init(_ key: Bytes) {
    count = key.count
    guard let bytes = UnsafeRawPointer(key.baseAddress) else { return }
    if count >= 8 {
      start = bytes.loadUnaligned(as: UInt64.self)
      end = bytes.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
    } else {
      for byte in key { start = start << 8 | UInt64(byte) }
    }
  }
}
