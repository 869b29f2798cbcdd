package import LazyJSON

/// Checks a chunk of lines independently of earlier ones, so that several threads can check chunks
/// of a file at a time. The `FileCheck` of the file then adds the lines of good chunks together, in
/// order; it checks each line of other chunks itself.
///
///     by several threads   good  good  bad    good
///     in order             take  take  check  take
package final class ChunkCheck: @unchecked Sendable {
  fileprivate var check: FileCheck
  /// Whether the lines have no problems of their own.
  fileprivate var isGood = false
  /// Whether a line ends with CR LF.
  package private(set) var hasReturns = false
  private var found: [LineFinding] = []

  /// The options must be those of the `FileCheck`.
  package init(
    profile: Profile, schemas: BodySchemas, as kind: LineKind?, isStrict: Bool, seed: UInt64
  ) {
    check = FileCheck(
      profile: profile, schemas: schemas, as: kind, isStrict: isStrict, comparing: .elsewhere,
      seed: seed)
  }

  /// Checks all lines of a document, after dropping earlier results.
  package func look(at document: Document) {
    found.removeAll(keepingCapacity: true)
    (isGood, hasReturns) = check.look(at: document, &found)
  }
}

extension FileCheck {
  /// Checks the lines of a document, up to the first with a problem.
  fileprivate mutating func look(
    at document: Document, _ found: inout [LineFinding]
  ) -> (isGood: Bool, hasReturns: Bool) {
    startFile(after: 0)
    models = NameCounts()
    urls = NameCounts()
    check.dropPending()
    let text = document.text
    var hasReturns = false
    for line in document.lines {
      guard line.isValid else { return (false, hasReturns) }
      let end = Int(line.end)
      if end < text.count, text[end] == 0x0D { hasReturns = true }
      check(line, in: document, at: 0, into: &found)
      // How lines of other profiles are read depends on those before them.
      if !found.isEmpty || kinds.isOther { return (false, hasReturns) }
    }
    // Each line has the id of the same number, or none has one, and all names are counted.
    let isGood = (requests == 0 || results == 0) && models.others == 0 && urls.others == 0
    return (isGood, hasReturns)
  }

  /// Adds the next lines of the file, which `chunk` has checked. False, without effect, if each of
  /// them must be checked. The number of a line is relative to `first`.
  package mutating func take(
    _ chunk: ChunkCheck, of lines: UnsafeBufferPointer<Line>, from first: UInt32
  ) -> Bool {
    guard chunk.isGood,
      check.take(chunk.check.check, { first &+ lines[$0].number })
    else { return false }
    results += chunk.check.results
    models.add(chunk.check.models)
    urls.add(chunk.check.urls)
    kinds = LineKinds(profile)
    return true
  }
}

extension RequestCheck {
  /// Adds good requests of another check. False, without effect, if one contradicts earlier ones.
  /// `line` gives the number of the line with an id.
  fileprivate mutating func take(
    _ other: borrowing RequestCheck, _ line: (Int) -> UInt32
  ) -> Bool {
    guard facts.agrees(with: other.facts) else { return false }
    let count = other.pending.count
    for index in 0..<count {
      if index + Self.ahead < count { ids.prefetch(other.pending[index + Self.ahead]) }
      if ids.insert(new: other.pending[index], at: line(index)) { continue }
      for earlier in 0..<index { ids.remove(other.pending[earlier]) }
      return false
    }
    facts.take(other.facts)
    committed = facts.counts
    return true
  }

  /// The number of ids whose slots are prefetched.
  private static let ahead = 8
}

extension FileFacts {
  /// Whether the following lines have the required model and URL.
  fileprivate func agrees(with following: borrowing FileFacts) -> Bool {
    func isSame(_ name: Name?, _ other: Name?) -> Bool {
      guard let name, let other else { return true }
      return bytes(of: name).equals(following.bytes(of: other))
    }
    return (!profile.requiresOneURL || isSame(counts.url, following.counts.url))
      && (!profile.requiresOneModel || isSame(counts.model, following.counts.model))
  }

  /// Adds the facts of the following lines, which have no notes.
  fileprivate mutating func take(_ following: borrowing FileFacts) {
    if counts.url == nil, let url = following.counts.url {
      _ = take(url: following.bytes(of: url))
    }
    if let model = following.counts.model { take(model: following.bytes(of: model)) }
    counts.lines += following.counts.lines
    counts.bytes += following.counts.bytes
    counts.requests += following.counts.requests
    counts.requestBytes += following.counts.requestBytes
    counts.embeddingInputs += following.counts.embeddingInputs
  }
}
