internal import LazyJSON

/// One thing that is noted of a written line.
struct Note: BitwiseCopyable {
  enum Kind: UInt8 {
    /// A member that the body lacks, by its number among those that are looked at.
    case missing
    case streaming, metadata, otherModel, otherURL
    /// With how many there are, or how long it is.
    case manyInputs, longRequest
    /// Half of a surrogate pair, in any line.
    case unpaired
    /// Another file begins: what was noted before is not of it.
    case newFile
  }
  let kind: Kind
  /// 1-based in its file.
  let line: Int
  let number: Int
  let name: FileFacts.Name
}

/// What was noted of a file, gathered: each kind with a count, the first line and some values.
struct Findings {
  private(set) var all: [Finding] = []

  struct Finding {
    let kind: Note.Kind
    /// Of a member that is missing.
    let member: Int
    let line: Int
    var count = 0
    var values: [String] = []
    var hasMore = false
  }

  mutating func add(_ note: Note, name: Bytes) {
    if note.kind == .newFile { return all = [] }
    let member = note.kind == .missing ? note.number : 0
    func isBefore(_ other: Finding) -> Bool {
      (other.kind.rawValue, other.member) < (note.kind.rawValue, member)
    }
    let place = all.firstIndex { !isBefore($0) } ?? all.count
    if place == all.count || all[place].kind != note.kind || all[place].member != member {
      all.insert(Finding(kind: note.kind, member: member, line: note.line), at: place)
    }
    all[place].count += 1
    switch note.kind {
    case .otherModel, .otherURL: all[place].add(name)
    case .manyInputs, .longRequest: all[place].add(String(note.number))
    default: break
    }
  }
}

extension Findings.Finding {
  /// Values that are named.
  private static let most = 5

  /// A name that is known already is compared as bytes.
  fileprivate mutating func add(_ name: Bytes) {
    if hasMore || values.contains(where: { $0.utf8.elementsEqual(name) }) { return }
    add(name.string)
  }

  fileprivate mutating func add(_ value: String) {
    if hasMore || values.contains(value) { return }
    if values.count == Self.most { hasMore = true } else { values.append(value) }
  }
}
