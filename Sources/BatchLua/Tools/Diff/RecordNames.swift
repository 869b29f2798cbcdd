internal import BatchModel
internal import LazyJSON

/// The names by which `Diff` matches records: the id, the value of an expression, or the bytes.
final class RecordNames {
  private let ids: IDReader
  private let expressions: Expressions?
  private let type: RecordType
  private var name = ByteBuffer()
  private var other = ByteBuffer()
  private var length = 0
  /// Whether the current line has no name, and is identified by its bytes.
  private(set) var isWithoutName = false

  init(_ options: DiffOptions) throws(RunError) {
    let profile = try options.old.namedProfile()
    ids = IDReader(profile)
    type = options.type
    expressions = try options.key.map { (key) throws(RunError) in
      try Expressions(
        [key], options.expressions, profile: profile, names: options.old.names
      ) { options.onMessage($0.text) }
    }
  }

  /// Makes a line the current one, and reads its name.
  func read(_ record: RecordPosition, number: Int) throws {
    isWithoutName = !(try readName(record, number))
    if isWithoutName {
      name.count = 0
      name.append(0)
      name.append(record.document.bytes(of: record.line))
    }
    length = name.count
  }

  private func readName(_ record: RecordPosition, _ number: Int) throws -> Bool {
    let (document, line, _) = record
    guard line.isValid, document.fault(of: line) == nil else { return false }
    guard expressions != nil else { return ids.read(line.root, of: document, into: &name) }
    let value = try value(of: record, number)
    name.count = 0
    name.append(value.bytes)
    return value.kind != .none
  }

  private func value(of record: RecordPosition, _ number: Int) throws -> RowValue {
    do {
      try expressions?.evaluate(record, number: number, as: type == .detect ? nil : type)
    } catch let fault as RecordFault {
      throw fault.error(outcome: "nothing was compared")
    }
    return expressions?.values[0] ?? RowValue(kind: .none, bytes: Bytes(start: nil, count: 0))
  }

  /// The name followed by a number, from 1.
  func numbered(_ number: Int) -> Bytes {
    name.count = length
    if number > 1 {
      name.append(0)
      name.appendInteger(Int64(number))
    }
    return name.elements
  }

  /// Whether another record has the current name, and not only the same hash.
  func isSame(as record: RecordPosition, number: Int) throws -> Bool {
    let name = Bytes(rebasing: name.elements[..<length])
    if expressions != nil { return try value(of: record, number).bytes.equals(name) }
    return ids.has(name, 0, of: record.document, using: &other)
  }

  /// The name for people; nil for a line without one.
  var text: String? {
    isWithoutName ? nil : Bytes(rebasing: name.elements[..<length]).string
  }
}
