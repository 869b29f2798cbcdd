internal import BatchModel
internal import CLua
internal import LazyJSON

/// A type of the model, compiled to look names up by their bytes without reference counting.
struct CompiledType: BitwiseCopyable {
  private let names: UnsafePointer<Name>
  private let count: Int

  /// The meaning of a name in a record.
  enum Meaning: BitwiseCopyable {
    /// The field with this index. An object or array in it reads as `type`. `tags` has a bit for
    /// each `bl_tag` whose values the field always accepts, except tables that are arrays; for all
    /// others, the kind of the field decides.
    case field(index: Int, type: ObjectType?, tags: UInt32)
    case method(UInt32)
    case json, file, line, index, raw
  }

  struct Name: BitwiseCopyable {
    let bytes: Bytes
    let meaning: Meaning
    /// For a field: the key of its member.
    let member: Bytes
    let access: Access
  }

  /// How a field is read and written.
  enum Access: BitwiseCopyable {
    case direct
    /// The prelude writes it (`written`), or also reads it (`prelude`).
    case written, prelude
    /// It cannot be accessed, because the profile's lines do not have it.
    case none
  }

  /// Allocates memory that is never freed.
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

  /// The compiled types, indexed by the numbers of object types; those of JSON values have no
  /// names.
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
