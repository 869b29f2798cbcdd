package import LazyJSON

/// Looks at a chunk of lines before it is known what stands before them: several threads look at
/// chunks of a file at a time. Good lines are then taken together by the `FileCheck` of the file, in
/// order; what is wrong with others is found by that one, which looks at each.
///
///     by several threads   good  good  bad    good
///     in order             take  take  check  take
package final class ChunkCheck: @unchecked Sendable {
  fileprivate var check: FileCheck
  /// Whether nothing is wrong with the lines by themselves.
  fileprivate var isGood = false
  /// Whether a line ends with CR LF.
  package private(set) var hasReturns = false
  private var found: [LineFinding] = []

  /// With the options of the `FileCheck`.
  package init(
    profile: Profile, schemas: BodySchemas, as kind: LineKind?, isStrict: Bool, seed: UInt64
  ) {
    check = FileCheck(
      profile: profile, schemas: schemas, as: kind, isStrict: isStrict, comparing: .elsewhere,
      seed: seed)
  }

  /// Looks at all lines of a document, and forgets what it saw before.
  package func look(at document: Document) {
    found.removeAll(keepingCapacity: true)
    (isGood, hasReturns) = check.look(at: document, &found)
  }
}

extension FileCheck {
  /// Looks at the lines of a document alone, up to one that is not good.
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

  /// Takes the next lines of the file, at which `chunk` has looked. False, with nothing taken, when
  /// each of them is to be checked. The number of a line is its own behind `first`.
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
  /// Takes good requests that another check has gathered. False, with nothing taken, when one does
  /// not go with those before it. `line` is the number of the line with an id.
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

  /// Ids whose slots are fetched from memory before they are needed.
  private static let ahead = 8
}

extension FileFacts {
  /// Whether lines that follow have the model and the URL that they must have.
  fileprivate func agrees(with following: borrowing FileFacts) -> Bool {
    func isSame(_ name: Name?, _ other: Name?) -> Bool {
      guard let name, let other else { return true }
      return bytes(of: name).equals(following.bytes(of: other))
    }
    return (!profile.requiresOneURL || isSame(counts.url, following.counts.url))
      && (!profile.requiresOneModel || isSame(counts.model, following.counts.model))
  }

  /// Takes the facts of lines that follow, which bring no notes.
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
