import LazyJSON

/// Lines in a document and in the model, and edits made to both.
package struct EditProgram {
  /// What the foreign values of edits are written as.
  package static let foreign = ["{\"f\": [1]}", "[ ]", "\"f\"", "1.50"]

  package var random: Generator
  package let owner = OwnedDocument()
  package private(set) var log: [String] = []
  private var roots: [Model] = []
  private var containers: [Model] = []
  private var around: [(String, String)] = []
  private var document: Document { owner.document }

  /// Some lines, the choice of which is the generator's.
  package init(_ random: Generator) throws {
    self.random = random
    var next: UInt32 = 0
    for _ in 0...self.random.below(3) {
      var generator = RandomDocument(&self.random, isLine: true, first: next)
      roots.append(generator.root())
      around.append((generator.blanks(), self.random.pick(["", " ", "\t "])))
      containers += generator.containers
      next = generator.nodeCount
    }
    let text = json
    log = [text]
    try owner.index(Array(text.utf8))
    for (line, root) in zip(document.lines, roots) where line.root != root.number {
      throw Mismatch("root \(line.root)")
    }
  }

  private var json: String {
    zip(roots, around).map { root, around in
      around.0 + root.json(foreign: Self.foreign) + around.1
    }.joined(separator: "\n")
  }

  package mutating func step() throws {
    guard !containers.isEmpty else { return }
    let target = random.pick(containers)
    if random.once(in: 8) {
      log.append("compact")
      document.compact(until: owner.indexer)
      document.restore()
    }
    if random.once(in: 6) { _ = try document.count(target.number!) }
    if random.once(in: 40) { try check() }
    if target.isArray {
      try editArray(target)
    } else if random.once(in: 6) {
      try walk(target)
    } else {
      try editObject(target)
    }
  }

  private mutating func editObject(_ target: Model) throws {
    let object = target.number!
    let key =
      target.items.isEmpty || random.once(in: 3)
      ? Array(random.pick(RandomText.keys + ["new", "neu", "\u{0}", "k\(random.below(60))"]).utf8)
      : random.pick(target.items).key
    if random.once(in: 4) {
      log.append("remove \(object) \(key.debugText)")
      target.removeMember(key)
      return try key.withUnsafeBufferPointer { try document.removeMember(object, $0) }
    }
    let old = target.items.last { $0.key == key }?.value
    let (model, edit) = value(for: target, replacing: old)
    log.append("set \(object) \(key.debugText) = \(model.json(foreign: Self.foreign))")
    target.setMember(key, model)
    try key.withUnsafeBufferPointer { key in
      try edit { try document.setMember(object, key, $0) }
    }
  }

  private mutating func editArray(_ target: Model) throws {
    let array = target.number!
    let count = target.items.count
    let index = random.below(count + 1)
    if index < count && random.once(in: 4) {
      log.append("remove \(array) [\(index)]")
      target.removeElement(index)
      return try document.removeElement(array, index)
    }
    let (model, edit) = value(
      for: target, replacing: index < count ? target.items[index].value : nil)
    let text = model.json(foreign: Self.foreign)
    if random.once(in: 2) {
      log.append("set \(array) [\(index)] = \(text)")
      target.setElement(index, model)
      try edit { try document.setElement(array, index, $0) }
    } else {
      log.append("insert \(array) [\(index)] = \(text)")
      target.insertElement(index, model)
      try edit { try document.insertElement(array, index, $0) }
    }
  }

  /// A value to put into `target`, and the call of the edit with it.
  private mutating func value(
    for target: Model, replacing old: Model?
  ) -> (Model, ((Edit) throws -> Void) throws -> Void) {
    let pick = random.below(10)
    if pick == 0 {
      let number = random.below(Self.foreign.count)
      return (Model(.foreign(number)), { try $0(.foreign(UInt32(number))) })
    }
    if pick < 4 {
      let shared = random.once(in: 3) ? old ?? target : random.pick(containers)
      // A value of the document that does not contain the place, nor grow beyond reason.
      if let number = shared.number, !shared.reaches(target),
        shared.json(foreign: Self.foreign).utf8.count < 5000
      {
        return (shared, { try $0(.node(number)) })
      }
    }
    var scalar = randomScalar()
    if let old, case .scalar(let same, _) = old.content, random.once(in: 3) { scalar = same }
    if case .big = scalar { scalar = .null }
    let edit: ((Edit) throws -> Void) throws -> Void = { body in
      switch scalar {
      case .null, .big: try body(.null)
      case .boolean(let value): try body(.boolean(value))
      case .integer(let value): try body(.integer(value))
      case .double(let value): try body(.double(value))
      case .string(let bytes): try bytes.withUnsafeBufferPointer { try body(.string($0)) }
      }
    }
    return (Model(.scalar(scalar, text: scalar.json)), edit)
  }

  private mutating func randomScalar() -> Scalar {
    switch random.below(4) {
    case 0: random.pick([.null, .boolean(true), .boolean(false), .integer(0), .double(1)])
    case 1: Scalar(number: RandomText.number(&random))
    default: .string(RandomText.string(&random).0)
    }
  }

  /// Walks the members as `next` does, removing some on the way.
  private mutating func walk(_ target: Model) throws {
    let object = target.number!
    log.append("walk \(object)")
    var place = 0
    for item in target.visible {
      guard let at = try document.nextMember(object, at: place) else { throw Mismatch("walk ends") }
      let key = Array(try document.key(object, at: at))
      guard key == item.key else { throw Mismatch("walk at \(key.debugText)") }
      place = at + 1
      guard random.once(in: 3) else { continue }
      log.append("  remove \(key.debugText)")
      target.removeMember(key)
      try key.withUnsafeBufferPointer { key in
        try document.removeMember(object, key)
        for hint in [at, -1, 1000] where try document.memberIndex(object, of: key, hint: hint) != at
        {
          throw Mismatch("place of \(Array(key).debugText), removed")
        }
      }
    }
    if try document.nextMember(object, at: place) != nil { throw Mismatch("walk goes on") }
  }

  /// Compares what is written and what reads, here and in a document of what was written.
  package func check() throws {
    let written = try owner.splicedLines(foreign: Self.foreign)
    guard written == json else { throw Mismatch("written \(written)\nexpected \(json)") }
    let again = OwnedDocument()
    try again.index(Array(written.utf8))
    guard again.document.lines.count == roots.count else { throw Mismatch("lines") }
    for (at, root) in roots.enumerated() {
      try root.check(document.value(root.number!), in: owner, isRead: true)
      let line = again.document.lines[at]
      if let problem = line.problem { throw Mismatch("\(problem) in \(written)") }
      try root.check(again.document.value(line.root), in: again, isRead: false)
    }
  }
}
