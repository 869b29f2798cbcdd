/// Documents and edits that follow from the bytes, against the plain model. Throws the first
/// `Mismatch`, with the edits that led to it.
@Sendable package func fuzzEdits(_ bytes: [UInt8]) throws {
  var program = try EditProgram(Generator(bytes: bytes[...]))
  do {
    for _ in 0...program.random.below(40) { try program.step() }
    try program.check()
  } catch let error as Mismatch {
    throw Mismatch("\(error.message)\n\(program.log.joined(separator: "\n"))")
  }
}
