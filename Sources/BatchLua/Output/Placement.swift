/// Collects the outputs of several runs, which are committed together or not at all.
final class Placement: @unchecked Sendable {
  private let descriptors = DescriptorPool()
  private var files: [OutputFile] = []
  private var made: [Path] = []
  private var removing: [Path] = []
  private var ends: [(_ arePlaced: Bool) -> Void] = []
  /// Problems that the service would report for outputs, each with the first file that has it and
  /// the number of further files.
  private var problems: [(kind: Substring, file: MessageText, text: MessageText, more: Int)] = []

  /// Adds the complete outputs of a run, with the directories that were made for them and the files
  /// to remove when they are committed. `end` is called after the commit or the rollback.
  func add(
    _ outputs: [OutputFile], made: [Path], removing: [Path], end: @escaping (Bool) -> Void
  ) throws(RunError) {
    files += outputs
    self.made += made
    self.removing += removing
    ends.append(end)
    for output in outputs {
      try descriptors.use(output)
      try output.rest()
    }
  }

  /// Adds a problem of an output as a whole. One of each kind is reported; the kind is the code in
  /// parentheses.
  func note(_ text: MessageText, of file: MessageText) {
    let code = text.text.drop { $0 != "(" }.prefix { $0 != ")" }
    let kind = code.isEmpty ? text.text[...] : code
    if let index = problems.firstIndex(where: { $0.kind == kind }) {
      problems[index].more += 1
    } else {
      problems.append((kind, file, text, 0))
    }
  }

  /// Warnings about the outputs.
  var warnings: [MessageText] {
    problems.map { problem in
      let others: MessageText =
        switch problem.more {
        case 0: ""
        case 1: "; and of another file"
        default: "; and of \(problem.more) other files"
        }
      return "\(problem.file): \(problem.text)\(others)"
    }
  }

  /// Commits all outputs. Returns warnings about attributes of replaced files that could not be
  /// kept.
  func commit(keeping kept: [BackupFile]) throws(RunError) -> [MessageText] {
    let losses = try OutputFile.commit(files, made: made, removing: removing, keeping: kept)
    for end in ends { end(true) }
    ends = []
    return losses
  }

  /// Removes all of them; no effect after `commit`.
  func discard() {
    for file in files { file.discard() }
    for end in ends { end(false) }
    ends = []
  }
}
