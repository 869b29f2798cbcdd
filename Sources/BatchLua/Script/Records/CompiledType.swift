internal import BatchModel
internal import CLua
internal import LazyJSON

/// A model type compiled for look-ups of names by bytes, without reference counting.
struct CompiledType: BitwiseCopyable {
  private let names: UnsafePointer<Name>
  private let count: Int

  /// What a name of a record stands for.
  enum Meaning: BitwiseCopyable {
    /// Field number `index`; an object or array there reads as `type`. It takes all values with
    /// one of `tags`, a bit for each `bl_tag`, tables only when they are no arrays; of others its
    /// kind tells more.
    case field(index: Int, type: ObjectType?, tags: UInt32)
    case method(UInt32)
    case json, file, line, index, raw
  }

  struct Name: BitwiseCopyable {
    let bytes: Bytes
    let meaning: Meaning
    /// Of a field: the member that it is.
    let member: Bytes
    let access: Access
  }

  /// How a field is read and written.
  enum Access: BitwiseCopyable {
    case direct
    /// Written, or also read, by the prelude.
    case written, prelude
    /// Not at all.
    case none
  }

  /// Lives as long as the process.
  private init(_ model: ModelType?, _ functions: FunctionTable) {
    var names: [Name] = []
    if let model {
      names.reserveCapacity(32)
      let methods = ModelType.commonMethods + model.methods
      let common = ["json", "file", "line", "index", "raw"]
      var lasting = LastingNames(
        bytes: model.fields.reduce(0) {
          $0 + $1.name.utf8.count + ($1.location.member ?? "").utf8.count
        } + (methods + common).reduce(0) { $0 + $1.utf8.count })
      func add(_ name: String, _ meaning: Meaning) {
        let bytes = lasting.copy(name)
        names.append(Name(bytes: bytes, meaning: meaning, member: bytes, access: .direct))
      }
      for (index, field) in model.fields.enumerated() {
        let meaning = Meaning.field(
          index: index, type: field.kind.objectType, tags: field.kind.tags)
        let bytes = lasting.copy(field.name)
        let member = field.location.member ?? ""
        names.append(
          Name(
            bytes: bytes, meaning: meaning,
            member: member == field.name ? bytes : lasting.copy(member),
            access: Access(field.location)))
      }
      for method in methods {
        add(method, .method(functions.number(of: "record:" + method)))
      }
      add("json", .json)
      add("file", .file)
      add("line", .line)
      add("index", .index)
      add("raw", .raw)
    }
    let table = UnsafeMutablePointer<Name>.allocate(capacity: names.count + 1)
    for (i, name) in names.enumerated() { (table + i).initialize(to: name) }
    self.names = UnsafePointer(table)
    count = names.count
  }

  @inline(__always)
  func find(_ key: Bytes) -> UnsafePointer<Name>? {
    for i in 0..<count where names[i].bytes.equals(key) { return names + i }
    return nil
  }

  var all: UnsafeBufferPointer<Name> { UnsafeBufferPointer(start: names, count: count) }

  /// Those of all object types by their numbers; JSON values have no names.
  static func makeTable(
    for shape: Shape, _ functions: FunctionTable
  ) -> UnsafePointer<CompiledType> {
    let types = ObjectType.allCases
    let table = UnsafeMutableBufferPointer<CompiledType>.allocate(capacity: types.count)
    _ = table.initialize(from: types.map { CompiledType($0.model?.shaped(by: shape), functions) })
    return UnsafePointer(table.baseAddress!)
  }
}

extension CompiledType.Access {
  fileprivate init(_ location: FieldLocation) {
    self =
      switch location {
      case .member: .direct
      case .body: .written
      case .label: .prelude
      case .none: .none
      }
  }
}

extension FieldKind {
  /// See `CompiledType.Meaning.field`.
  fileprivate var tags: UInt32 {
    func bits(_ tags: bl_tag...) -> UInt32 { tags.reduce(0) { $0 | 1 << $1.rawValue } }
    switch self {
    case .string, .named: return bits(BL_STRING)
    case .boolean: return bits(BL_BOOLEAN)
    case .integer: return bits(BL_INTEGER)
    case .object: return bits(BL_TABLE)
    case .json:
      return bits(BL_NIL, BL_NULL, BL_BOOLEAN, BL_INTEGER, BL_NUMBER, BL_STRING, BL_TABLE)
    case .optional(let kind): return kind.tags | bits(BL_NIL, BL_NULL)
    case .constant, .model, .list: return 0
    }
  }
}
