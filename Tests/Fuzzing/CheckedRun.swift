package import BatchLua
import Foundation
import LazyJSON

/// A run over given bytes with what must be so of any run: each line that is not blank is either
/// written or in the rejects with its number and a code.
package struct CheckedRun {
  /// The body of `transform`.
  package var code = ""
  /// Whether the code leaves each record as it was, or fails.
  package var isIdentity = true
  /// Whether it assigns members.
  package var assigns = false
  package var type = RecordType.detect
  package var profile = "openai"

  /// A line that was not taken, and why.
  package struct Reason {
    package let line: Int
    package let code: String
    package let bytes: [UInt8]
  }

  package struct Outcome {
    /// The lines that were written.
    package let written: [[UInt8]]
    package let reasons: [Reason]
  }

  /// Codes that messages leave out, as they tell a reader nothing more.
  private static let plainCodes = [
    "invalid_json_line", "invalid_type", "other_profile", "script_error",
  ]

  package init() {}

  private func options(_ folder: URL, _ input: String) -> RunOptions {
    let input = Path(folder.appending(path: input).path)
    var options = RunOptions(script: .code(code), inputs: [.file(input)])
    options.output = .file(folder.appending(path: "out.jsonl").path)
    options.recordType = type
    options.profile = profile
    options.maxMemory = 64 << 20
    // The address sanitizer takes time for each page of a stack.
    options.stackSize = 32 << 20
    return options
  }

  /// Runs over `text` with bad lines in quarantine. Throws a `Mismatch` for what must not be.
  package func quarantine(_ text: [UInt8]) throws -> Outcome {
    try withFolder { folder in
      try Data(text).write(to: folder.appending(path: "in.jsonl"))
      var options = options(folder, "in.jsonl")
      options.onError = .quarantine
      options.rejects = Path(folder.appending(path: "bad.jsonl").path)
      let summary = try Run(options).execute()
      let written = try lines(folder, "out.jsonl")
      let reasons = try zip(
        lines(folder, "bad.jsonl.errors.jsonl"), lines(folder, "bad.jsonl")
      ).map(reason)
      guard summary.written == written.count, summary.rejected == reasons.count,
        summary.bytesRead == text.count
          || text.starts(with: [0xEF, 0xBB, 0xBF]) && summary.bytesRead == text.count - 3
      else { throw Mismatch("\(summary) with \(written.count) and \(reasons.count) lines") }
      for line in written where ReferenceReader.read(line) == nil {
        throw Mismatch("written: \(line.debugText)")
      }
      let outcome = Outcome(written: written, reasons: reasons)
      try check(outcome, text, summary)
      return outcome
    }
  }

  /// Runs over `text` up to the first bad line, which must be that of `reason`. Nothing may be
  /// written then.
  package func fail(_ text: [UInt8], at reason: Reason?) throws {
    try withFolder { folder in
      try Data(text).write(to: folder.appending(path: "in.jsonl"))
      let message = error(options(folder, "in.jsonl"))
      let isThere = try FileManager.default.contentsOfDirectory(atPath: folder.path).count > 1
      guard let reason else {
        if let message { throw Mismatch("refused: \(message)") }
        return
      }
      let place = "\n  input \(folder.appending(path: "in.jsonl").path):\(reason.line)"
      guard let message, message.contains(place + "\n") || message.contains(place + ", "),
        Self.plainCodes.contains(reason.code) || message.contains(" (\(reason.code))")
      else { throw Mismatch("no line \(reason.line), \(reason.code): \(message ?? "taken")") }
      if isThere { throw Mismatch("something was written") }
    }
  }

  /// Runs over bytes that are to be unpacked first, after the name's ending: an error or an end.
  package func unpack(_ bytes: [UInt8], named name: String) throws {
    try withFolder { folder in
      try Data(bytes).write(to: folder.appending(path: name))
      _ = error(options(folder, name))
    }
  }

  private func error(_ options: RunOptions) -> String? {
    do {
      try Run(options).execute()
      return nil
    } catch {
      return error.description
    }
  }

  /// That no line is lost or doubled.
  private func check(_ outcome: Outcome, _ text: [UInt8], _ summary: RunSummary) throws {
    let text = text.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(text.dropFirst(3)) : text
    var reasons = outcome.reasons[...]
    var kept: [[UInt8]] = []
    let lines = ReferenceReader.lines(text)
    for (number, bytes) in lines {
      if let reason = reasons.first, reason.line == number + 1 {
        guard reason.bytes == bytes else {
          throw Mismatch("line \(number + 1) is rejected otherwise")
        }
        reasons.removeFirst()
        let isJSON = ReferenceReader.accepts(bytes)
        guard isJSON == (reason.code != "invalid_json_line") else {
          throw Mismatch("\(reason.code) for \(bytes.debugText)")
        }
      } else {
        guard ReferenceReader.accepts(bytes) else { throw Mismatch("taken: \(bytes.debugText)") }
        kept.append(bytes)
      }
    }
    guard reasons.isEmpty else { throw Mismatch("line \(reasons.first?.line ?? 0) is not there") }
    guard summary.read == lines.count, summary.dropped + outcome.written.count >= kept.count else {
      throw Mismatch("\(summary) of \(lines.count) lines")
    }
    guard isIdentity else { return }
    let isSame = kept.elementsEqual(outcome.written) { $0 == $1 || assigns && isMended($0) }
    if !isSame { throw Mismatch("a line was written otherwise") }
  }

  /// Whether an assignment of what is there changes the line: of a key that an object has twice one
  /// is left, and half of a surrogate pair becomes U+FFFD.
  private func isMended(_ line: [UInt8]) -> Bool {
    let owner = OwnedDocument()
    if owner.problem(line) != nil { return false }
    return owner.document.mayRepeatKeys(in: 0) || owner.document.unpairedString(in: 0) != nil
  }

  private func lines(_ folder: URL, _ name: String) throws -> [[UInt8]] {
    let text = try Data(contentsOf: folder.appending(path: name))
    guard text.isEmpty || text.last == 0x0A else { throw Mismatch("\(name) is cut off") }
    return text.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast().map(Array.init)
  }

  private func reason(_ json: [UInt8], _ bytes: [UInt8]) throws -> Reason {
    let owner = OwnedDocument()
    if let problem = owner.problem(json) { throw Mismatch("reason: \(problem)") }
    guard case .integer(let line) = owner.member(0, "line"),
      case .string(let code) = owner.member(0, "code"), !code.isEmpty
    else { throw Mismatch("no line or code in \(json.debugText)") }
    return Reason(line: Int(line), code: code.string, bytes: bytes)
  }

  /// In memory where there is such a place: a run waits for the disk.
  private static let temporary =
    FileManager.default.isWritableFile(atPath: "/dev/shm")
    ? URL(filePath: "/dev/shm") : FileManager.default.temporaryDirectory

  private func withFolder<T>(_ body: (URL) throws -> T) throws -> T {
    let folder = Self.temporary.appending(path: "batchlua-fuzz-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}
