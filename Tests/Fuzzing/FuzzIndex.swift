import LazyJSON

/// Any bytes, as one text and as lines: either is indexed exactly when the reference reader takes
/// it, reads as the reference says and is written as it was. Throws the first `Mismatch`.
@Sendable package func fuzzIndex(_ bytes: [UInt8]) throws {
  try checkText(bytes)
  try checkLines(bytes)
}

private func checkText(_ text: [UInt8]) throws {
  let owner = OwnedDocument()
  let problem = owner.problem(text)
  guard let model = ReferenceReader.read(text) else {
    guard let problem else { throw Mismatch("taken: \(text.debugText)") }
    return try check(problem, text)
  }
  if let problem { throw Mismatch("\(problem): \(text.debugText)") }
  try model.check(owner.document.value(0), in: owner, isRead: true)
  guard Array(try owner.spliced().utf8) == ReferenceReader.trimmed(text) else {
    throw Mismatch("written otherwise: \(text.debugText)")
  }
}

private func checkLines(_ text: [UInt8]) throws {
  let owner = OwnedDocument()
  try owner.index(text)
  let document = owner.document
  let expected = ReferenceReader.lines(text)
  guard document.lines.count == expected.count else {
    throw Mismatch("\(document.lines.count) lines: \(text.debugText)")
  }
  var next: UInt32 = 0
  for (line, (number, bytes)) in zip(document.lines, expected) {
    let place = "line \(number) of \(text.debugText)"
    guard Int(line.number) == number, Array(document.bytes(of: line)) == bytes else {
      throw Mismatch("other bytes or number: \(place)")
    }
    let model = ReferenceReader.read(bytes, first: next)
    if let problem = line.problem {
      if model != nil { throw Mismatch("\(problem): \(place)") }
      try check(problem, bytes)
      continue
    }
    guard let model, line.root == next else { throw Mismatch("taken: \(place)") }
    next = document.node(line.root).next
    try model.check(document.value(line.root), in: owner, isRead: true)
    guard !document.isChanged(line.root) else { throw Mismatch("changed: \(place)") }
  }
}

private func check(_ problem: SyntaxError, _ text: [UInt8]) throws {
  guard (0...text.count).contains(Int(problem.offset)) else {
    throw Mismatch("\(problem) in \(text.count) bytes")
  }
}
