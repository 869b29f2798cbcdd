import LazyJSON

/// Any bytes, as one text and as lines: either is indexed exactly when the reference reader takes
/// it, reads as the reference says and is written as it was. The same once more with long runs of a
/// letter in it, where the bytes hold DEL. Throws the first `Mismatch`.
@Sendable package func fuzzIndex(_ bytes: [UInt8]) throws {
  try checkText(bytes)
  try checkLines(bytes)
  if let long = stretched(bytes) { try checkLines(long) }
}

/// `text` with a run of some blocks of 4,096 bytes for each of its first DELs. The byte behind
/// chooses the letter and where about the end of a block the run ends, so that what follows may
/// begin or end a block. Nil when there is none.
private func stretched(_ text: [UInt8]) -> [UInt8]? {
  guard text.contains(0x7F) else { return nil }
  var long: [UInt8] = []
  var left = 3
  for (at, byte) in text.enumerated() {
    guard byte == 0x7F, left > 0 else {
      long.append(byte)
      continue
    }
    left -= 1
    let next = at + 1 < text.count ? text[at + 1] : 0
    let end = (long.count / 4096 + 4) * 4096 - Int(next & 7)
    let letter = UInt8(ascii: next & 8 == 0 ? "n" : "[")
    long += repeatElement(letter, count: end - long.count)
  }
  return long
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
    var place: String { "line \(number) of \(text.debugText)" }
    guard Int(line.number) == number, Array(document.bytes(of: line)) == bytes else {
      throw Mismatch("other bytes or number: \(place)")
    }
    let model = ReferenceReader.read(bytes, first: next)
    if let problem = line.problem {
      if model != nil { throw Mismatch("\(problem): \(place)") }
      try check(problem, bytes)
      guard problem == OwnedDocument().problem(bytes) else {
        throw Mismatch("\(problem), but not by itself: \(place)")
      }
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
