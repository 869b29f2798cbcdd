internal import LazyJSON

/// One thing that is noted of a written line.
struct Note: BitwiseCopyable {
  enum Kind: UInt8 {
    /// A member that the body lacks, by its number among those that are looked at.
    case missing
    /// The same of a member that it has twice or more.
    case repeated
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
  /// How many different values of a finding are named.
  static let mostValues = 5

  private(set) var all: [Finding] = []
  /// Which of them the last note was of: mostly the next one is, too.
  private var last = 0

  struct Finding {
    let kind: Note.Kind
    /// Of a member that is missing, or there more than once.
    let member: Int
    let line: Int
    var count = 0
    /// Names and numbers, as text.
    fileprivate(set) var values: [[UInt8]] = []
    fileprivate(set) var hasMore = false
  }

  mutating func add(_ note: Note, name: Bytes) {
    if note.kind == .newFile { return all = [] }
    let isOfMember = note.kind == .missing || note.kind == .repeated
    let member = isOfMember ? note.number : 0
    if last >= all.count || all[last].kind != note.kind || all[last].member != member {
      last = place(of: note.kind, member, line: note.line)
    }
    all[last].count += 1
    switch note.kind {
    case .otherURL: all[last].add(name)
    case .manyInputs, .longRequest: all[last].add(note.number)
    default: break
    }
  }

  /// What was only counted.
  mutating func add(
    _ kind: Note.Kind, count: Int, firstLine: Int, values: [[UInt8]] = [], hasMore: Bool = false
  ) {
    if count == 0 { return }
    let place = place(of: kind, 0, line: firstLine)
    all[place].count = count
    all[place].values = values
    all[place].hasMore = hasMore
  }

  /// Where the finding is, which is made when there is none.
  private mutating func place(of kind: Note.Kind, _ member: Int, line: Int) -> Int {
    func isBefore(_ other: Finding) -> Bool {
      (other.kind.rawValue, other.member) < (kind.rawValue, member)
    }
    let place = all.firstIndex { !isBefore($0) } ?? all.count
    if place == all.count || all[place].kind != kind || all[place].member != member {
      all.insert(Finding(kind: kind, member: member, line: line), at: place)
    }
    return place
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
