internal import LazyJSON

/// A problem of one written line.
struct Note: BitwiseCopyable {
  enum Kind: UInt8 {
    /// The body lacks a member, given by its index in `BodyRules.names`.
    case missing
    /// The body has a member more than once.
    case repeated
    case streaming, metadata, otherModel, otherURL
    /// With the number of inputs, or the length in bytes.
    case manyInputs, longRequest
    /// An unpaired surrogate, in any line.
    case unpaired
    /// Another file starts: earlier notes do not concern it.
    case newFile
  }
  let kind: Kind
  /// Counted from 1 in its file.
  let line: Int
  let number: Int
  let name: FileFacts.Name
}

/// The notes of a file, grouped: each kind with its count, its first line and some values.
struct Findings {
  /// The limit for the number of values stored with a finding.
  static let mostValues = 5

  private(set) var all: [Finding] = []
  /// The index of the finding that the last note belonged to, which the next one mostly does too.
  private var last = 0

  struct Finding {
    let kind: Note.Kind
    /// The index of the member that is missing or repeated; 0 for other kinds.
    let member: Int
    let line: Int
    var count = 0
    /// Different values, as text.
    fileprivate(set) var values: [[UInt8]] = []
    fileprivate(set) var hasMore = false
  }

  mutating func add(_ note: Note, name: Bytes) {
    if note.kind == .newFile { return all = [] }
    let isOfMember = note.kind == .missing || note.kind == .repeated
    let member = isOfMember ? note.number : 0
    if last >= all.count || all[last].kind != note.kind || all[last].member != member {
      last = index(of: note.kind, member, line: note.line)
    }
    all[last].count += 1
    switch note.kind {
    case .otherURL: all[last].add(name)
    case .manyInputs, .longRequest: all[last].add(note.number)
    default: break
    }
  }

  /// Adds problems that were counted without notes.
  mutating func add(
    _ kind: Note.Kind, count: Int, firstLine: Int, values: [[UInt8]] = [], hasMore: Bool = false
  ) {
    if count == 0 { return }
    let index = index(of: kind, 0, line: firstLine)
    all[index].count = count
    all[index].values = values
    all[index].hasMore = hasMore
  }

  /// The index of a finding, which is inserted in order if there is none.
  private mutating func index(of kind: Note.Kind, _ member: Int, line: Int) -> Int {
    func isBefore(_ other: Finding) -> Bool {
      (other.kind.rawValue, other.member) < (kind.rawValue, member)
    }
    let index = all.firstIndex { !isBefore($0) } ?? all.count
    if index == all.count || all[index].kind != kind || all[index].member != member {
      all.insert(Finding(kind: kind, member: member, line: line), at: index)
    }
    return index
  }
}

extension Findings.Finding {
  fileprivate mutating func add(_ name: Bytes) {
    if hasMore { return }
    for index in values.indices where values[index].equals(name) { return }
    if values.count == Findings.mostValues { hasMore = true } else { values.append(Array(name)) }
  }

  fileprivate mutating func add(_ number: Int) {
    if hasMore { return }
    var digits = String(number)
    digits.withUTF8 { add($0) }
  }
}

extension [UInt8] {
  fileprivate func equals(_ other: Bytes) -> Bool {
    withUnsafeBufferPointer { $0.equals(other) }
  }
}
