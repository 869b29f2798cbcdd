internal import BatchModel
internal import LazyJSON

/// What records are known by when files are compared.
final class RecordNames {
  private let ids: IDReader
  private let expressions: Expressions?
  private let type: RecordType
  private var name = ByteBuffer()
  private var other = ByteBuffer()
  private var length = 0
  /// Whether the line at hand has no name, and is known by its bytes.
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

  var isByID: Bool { expressions == nil }

  /// Takes the name of a line.
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
    guard let expressions else { return ids.read(line.root, of: document, into: &name) }
    do {
      try expressions.evaluate(record, number: number, as: type == .detect ? nil : type)
    } catch let fault as RecordFault {
      throw fault.error(outcome: "nothing was compared")
    }
    let value = expressions.values[0]
    name.count = 0
    name.append(value.bytes)
    return value.kind != .none
  }

  /// The name with a number behind it, from 1.
  func numbered(_ number: Int) -> Bytes {
    name.count = length
    if number > 1 {
      name.append(0)
      name.appendInteger(Int64(number))
    }
    return name.elements
  }

  /// Whether the value of a document has the id at hand.
  func isSame(as document: Document) -> Bool {
    ids.read(0, of: document, into: &other)
      && other.elements.equals(Bytes(rebasing: name.elements[..<length]))
  }

  /// For people; nil for a line without a name.
  var text: String? {
    isWithoutName ? nil : Bytes(rebasing: name.elements[..<length]).string
  }
}
