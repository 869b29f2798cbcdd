internal import LazyJSON

/// A model type made ready for look-ups of fields by bytes, without reference counts.
struct CompiledType: BitwiseCopyable {
  let type: ObjectType
  private let names: UnsafePointer<Name>
  private let count: Int

  /// What a name of a record stands for.
  enum Meaning {
    case field(FieldKind)
    case method(Function)
    case json, file, line, index, raw
  }

  struct Name {
    let bytes: Bytes
    let meaning: Meaning
  }

  /// Lives as long as the process.
  private init(_ model: ModelType?, type: ObjectType) {
    self.type = type
    guard let model else {
      names = UnsafePointer(UnsafeMutablePointer<Name>.allocate(capacity: 1))
      count = 0
      return
    }
    var names = model.fields.map { Name(bytes: $0.name.bytes, meaning: .field($0.kind)) }
    names += model.methods.map { Name(bytes: $0.name.bytes, meaning: .method($0)) }
    let common: [(StaticString, Meaning)] = [
      ("json", .json), ("file", .file), ("line", .line), ("index", .index), ("raw", .raw),
    ]
    names += common.map { Name(bytes: $0.bytes, meaning: $1) }
    let table = UnsafeMutableBufferPointer<Name>.allocate(capacity: names.count)
    _ = table.initialize(from: names)
    self.names = UnsafePointer(table.baseAddress!)
    count = names.count
  }

  @inline(__always)
  func find(_ key: Bytes) -> UnsafePointer<Name>? {
    for i in 0..<count where names[i].bytes.equals(key) { return names + i }
    return nil
  }

  var all: UnsafeBufferPointer<Name> { UnsafeBufferPointer(start: names, count: count) }

  /// By the number of the object type; JSON values have no names.
  nonisolated(unsafe) static let table: UnsafePointer<CompiledType> = {
    let types = ObjectType.allCases
    let table = UnsafeMutableBufferPointer<CompiledType>.allocate(capacity: types.count)
    _ = table.initialize(from: types.map { CompiledType($0.model, type: $0) })
    return UnsafePointer(table.baseAddress!)
  }()
}
