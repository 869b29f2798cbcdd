internal import LazyJSON

/// Lines that go to one part of an output after another.
extension CheckedLines {
  /// From now on lines are spread over parts.
  func setParts(_ limits: PartPlan.Limits) {
    state.pointee.parts = PartPlan(limits)
    state.pointee.isPlain = false
  }

  /// What is known of the parts; for a sink that has them.
  var parts: PartPlan.State { state.pointee.parts?.state ?? PartPlan.State() }

  /// Decides which part the last line of the buffer goes to.
  func addToPart(_ length: Int) throws {
    let header = headerLength
    if try state.pointee.parts?.begins(with: length, header: header) == true {
      let problems = startFile()
      state.pointee.parts?.begin(at: size - (length - 1), problems: problems)
    }
    state.pointee.parts?.add(length, header: header)
  }

  /// Drains the committed lines, where nothing is borrowed: the bytes of one part after the other,
  /// the first of them the current one.
  func drainParts(_ body: (_ bytes: Bytes, _ isNew: Bool) throws -> Void) rethrows {
    let cuts = parts.cuts
    try drainBytes { bytes in
      var start = 0
      for (index, end) in (cuts + [bytes.count]).enumerated() {
        try body(Bytes(rebasing: bytes[start..<end]), index > 0)
        start = end
      }
    }
    state.pointee.parts?.forgetCuts()
  }
}

extension CheckedLines {
  /// What the service would say of each part.
  var partProblems: [(part: Int, text: String)] {
    let part = parts.part
    return parts.problems + fileProblems.map { (part, $0) }
  }
}
