internal import BatchModel

/// Parses the editor types that `BodyType` declares into schemas of bodies:
///
///     string|openai.ChatContentPart[]?    { url: string, detail: string? }?    "low"|"high"?
///
/// An enumeration of strings accepts any string, and a table any object, as services add values
/// faster than the declarations do.
struct BodyTypeParser {
  private var types: [BodySchema.ValueType] = []
  private var objects: [[BodySchema.Field]] = []
  private var numbers: [String: Int] = [:]
  private var rest = ""[...].utf8

  /// The bodies of all endpoints.
  static let schemas: BodySchemas = {
    var parser = BodyTypeParser()
    let objects = BodyType.endpoints.map { (end: $0.end, object: parser.object($0.type)) }
    return BodySchemas(BodySchema(types: parser.types, objects: parser.objects), objects)
  }()

  /// The number of a declared type.
  private mutating func object(_ name: String) -> Int {
    if let number = numbers[name] { return number }
    let number = objects.count
    numbers[name] = number
    objects.append([])
    let declared = BodyType.all.first { $0.name == name }?.fields ?? []
    objects[number] = declared.map { field in
      let outer = rest
      defer { rest = outer }
      rest = field.type[...].utf8
      return self.field(field.name)
    }
    return number
  }

  /// Parses the type that follows, for a field.
  private mutating func field(_ name: String) -> BodySchema.Field {
    let type = alternatives()
    types.append(type)
    return BodySchema.Field(
      name, type: types.count - 1, isRequired: !type.kinds.contains(.null))
  }

  private mutating func alternatives() -> BodySchema.ValueType {
    var type = alternative()
    while take("|") { type = merged(type, alternative()) }
    if take("?") { type.kinds.insert(.null) }
    return type
  }

  private mutating func alternative() -> BodySchema.ValueType {
    var type = atom()
    while take("[]") {
      types.append(type)
      type = BodySchema.ValueType(.array, element: types.count - 1)
    }
    return type
  }

  private mutating func atom() -> BodySchema.ValueType {
    skipBlanks()
    if take("{") { return BodySchema.ValueType(.object, object: inlineObject()) }
    if take("\"") {
      _ = word { $0 != UInt8(ascii: "\"") }
      _ = take("\"")
      return BodySchema.ValueType(.string)
    }
    let name = word(Self.isOfName)
    switch name {
    case "string": return BodySchema.ValueType(.string)
    case "integer": return BodySchema.ValueType(.integer)
    case "number": return BodySchema.ValueType([.integer, .number])
    case "boolean": return BodySchema.ValueType(.boolean)
    case "table":
      if take("<") {
        _ = word { $0 != UInt8(ascii: ">") }
        _ = take(">")
      }
      return BodySchema.ValueType(.object)
    case _ where BodyType.all.contains { $0.name == name }:
      return BodySchema.ValueType(.object, object: object(name))
    default: return BodySchema.ValueType(.any)
    }
  }

  private mutating func inlineObject() -> Int {
    var fields: [BodySchema.Field] = []
    repeat {
      skipBlanks()
      let name = word(Self.isOfName)
      _ = take(":")
      fields.append(field(name))
      skipBlanks()
    } while take(",")
    _ = take("}")
    objects.append(fields)
    return objects.count - 1
  }

  /// The union of two types. If both are objects, members are not checked.
  private mutating func merged(
    _ one: BodySchema.ValueType, _ two: BodySchema.ValueType
  ) -> BodySchema.ValueType {
    func only(_ kind: BodySchema.Kinds, _ part: KeyPath<BodySchema.ValueType, Int?>) -> Int? {
      if !one.kinds.contains(kind) { return two[keyPath: part] }
      return two.kinds.contains(kind) ? nil : one[keyPath: part]
    }
    var element = only(.array, \.element)
    if let first = one.element, let second = two.element {
      types.append(merged(types[first], types[second]))
      element = types.count - 1
    }
    return BodySchema.ValueType(
      one.kinds.union(two.kinds), element: element, object: only(.object, \.object))
  }

  // MARK: Text

  private static func isOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."):
      true
    default: false
    }
  }

  private mutating func skipBlanks() { rest = rest.drop { $0 == 0x20 } }

  private mutating func take(_ text: String) -> Bool {
    guard rest.starts(with: text.utf8) else { return false }
    rest = rest.dropFirst(text.utf8.count)
    return true
  }

  private mutating func word(_ isTaken: (UInt8) -> Bool) -> String {
    let taken = rest.prefix(while: isTaken)
    rest = rest[taken.endIndex...]
    return String(decoding: taken, as: UTF8.self)
  }
}
