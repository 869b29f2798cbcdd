internal import LazyJSON
internal import LuaVM

/// The documents of a state, taken from the pool and returned to it: those that Lua references,
/// those that are lent to another thread, and chunks that were processed but that Lua may still
/// reference.
final class DocumentKeeper {
  let pool: DocumentPool
  /// The memory that the script may use in documents; nil is no limit.
  let budget: Budget?
  var origins = Origins()
  private let vm: VM
  /// Chunks that were processed since the last garbage collection, and their bytes.
  private var retired: Set<UnsafeMutableRawPointer> = []
  private var retiredBytes = 0
  /// Chunks with copies that Lua still referenced after a collection.
  private(set) var chunksOfCopies: Set<UnsafeMutableRawPointer> = []
  /// Documents that are lent to another thread, and those of them that Lua has collected.
  private var away: Set<UnsafeMutableRawPointer> = []
  private var awayDead: Set<UnsafeMutableRawPointer> = []

  /// `limit` is in bytes; 0 is no limit.
  init(_ vm: VM, pool: DocumentPool, limit: Int) {
    self.vm = vm
    self.pool = pool
    budget = limit > 0 ? Budget(limit: limit) { [unowned vm] in vm.memory } : nil
  }

  func make(isSmall: Bool) -> Document {
    let document = pool.take(isSmall: isSmall)
    document.count(for: budget)
    return document
  }

  /// Returns a document to the pool that Lua does not reference.
  func takeBack(_ document: Document) {
    origins[document] = nil
    pool.give(document)
  }

  /// Returns a document to the pool that Lua has collected; if it is lent, when that has ended.
  func takeBack(dead: UnsafeMutableRawPointer) {
    retired.remove(dead)
    chunksOfCopies.remove(dead)
    if away.contains(dead) { awayDead.insert(dead) } else { takeBack(Document(address: dead)) }
  }

  /// Notes that a document is lent to another thread.
  func noteAway(_ document: Document) {
    document.uncount()
    away.insert(document.address)
  }

  /// Notes that a document is not lent any more. Returns false if Lua has collected it, so that it
  /// was returned to the pool.
  func takeBack(written document: Document) -> Bool {
    away.remove(document.address)
    guard awayDead.remove(document.address) != nil else { return true }
    takeBack(document)
    return false
  }

  /// Notes a chunk whose last record has been processed. Lua does not count the bytes of chunks,
  /// so this returns whether they require a garbage collection, after which `compactRetired` must
  /// be called: when they are as many as those of the heap.
  func retire(_ document: Document) -> Bool {
    retired.insert(document.address)
    retiredBytes += document.text.count + document.editedBytes
    return retiredBytes >= max(1 << 20, vm.memory)
  }

  /// Compacts the retired chunks that Lua still references after a collection.
  func compactRetired(with indexer: borrowing Indexer) {
    for chunk in retired {
      if Document(address: chunk).hasCopies { chunksOfCopies.insert(chunk) }
      Document(address: chunk).compact(until: indexer)
      Document(address: chunk).recount()
    }
    retired.removeAll(keepingCapacity: true)
    retiredBytes = 0
  }

  /// Returns the documents to the pool after the state was closed.
  func end() {
    while let dead = vm.nextDead() { pool.give(Document(address: dead)) }
    for dead in awayDead { pool.give(Document(address: dead)) }
  }
}
