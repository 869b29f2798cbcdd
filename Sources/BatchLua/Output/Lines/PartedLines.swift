internal import LazyJSON

/// Lines of an output in parts.
extension CheckedLines {
  /// Distributes further lines over parts.
  func setParts(_ limits: PartPlan.Limits) {
    state.pointee.parts = PartPlan(limits)
    state.pointee.isPlain = false
  }

  /// The state of the parts.
  var parts: PartPlan.State { state.pointee.parts?.state ?? PartPlan.State() }

  /// Assigns the last line of the buffer to a part.
  func addToPart(_ length: Int) throws {
    let header = headerLength
    if try state.pointee.parts?.begins(with: length, header: header) == true {
      let problems = startFile()
      state.pointee.parts?.begin(at: size - (length - 1), problems: problems)
    }
    state.pointee.parts?.add(length, header: header)
  }

  /// Drains the committed lines of a buffer without borrowed ranges, part by part, beginning with
  /// the current one.
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
  /// Messages for the problems that the service would report for each part as a whole.
  var partProblems: [(part: Int, text: String)] {
    let part = parts.part
    return parts.problems + fileProblems.map { (part, $0) }
  }
}
