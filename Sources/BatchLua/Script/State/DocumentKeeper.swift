internal import LazyJSON
internal import LuaVM

/// The documents of a state, from the pool and back to it: referenced by Lua, lent to another
/// thread, or processed but perhaps still referenced by Lua.
final class DocumentKeeper {
  let pool: DocumentPool
  /// What the script may bring into documents; nil without a limit.
  let budget: Budget?
  var origins = Origins()
  private let vm: VM
  /// Chunks that were read to their end, and their bytes since the last collection.
  private var retired: Set<UnsafeMutableRawPointer> = []
  private var retiredBytes = 0
  /// Chunks with copies in them that Lua still kept when a collection was over.
  private(set) var chunksOfCopies: Set<UnsafeMutableRawPointer> = []
  /// Documents that are with another thread, and those of them that Lua has let go of.
  private var away: Set<UnsafeMutableRawPointer> = []
  private var awayDead: Set<UnsafeMutableRawPointer> = []

  /// `limit` is in bytes; 0 is none.
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

  /// Takes back a document that Lua does not have.
  func takeBack(_ document: Document) {
    origins[document] = nil
    pool.give(document)
  }

  /// Takes back a document that Lua has let go of, when no other thread has it.
  func takeBack(dead: UnsafeMutableRawPointer) {
    retired.remove(dead)
    chunksOfCopies.remove(dead)
    if away.contains(dead) { awayDead.insert(dead) } else { takeBack(Document(address: dead)) }
  }

  /// Notes that a document is with another thread.
  func noteAway(_ document: Document) {
    document.uncount()
    away.insert(document.address)
  }

  /// Ends the lending of a document: false when it goes back to the pool because Lua has let go of
  /// it.
  func takeBack(written document: Document) -> Bool {
    away.remove(document.address)
    guard awayDead.remove(document.address) != nil else { return true }
    takeBack(document)
    return false
  }

  /// Notes a chunk whose last record has been processed. Lua does not count the bytes of chunks:
  /// the result is whether they call for a collection, after which `compactRetired` is to be called. That
  /// is at most once per size of the heap.
  func retire(_ document: Document) -> Bool {
    retired.insert(document.address)
    retiredBytes += document.text.count + document.editedBytes
    return retiredBytes >= max(1 << 20, vm.memory)
  }

  /// Compacts the retired chunks that Lua still keeps after a collection.
  func compactRetired(with indexer: borrowing Indexer) {
    for chunk in retired {
      if Document(address: chunk).hasCopies { chunksOfCopies.insert(chunk) }
      Document(address: chunk).compact(until: indexer)
      Document(address: chunk).recount()
    }
    retired.removeAll(keepingCapacity: true)
    retiredBytes = 0
  }

  /// The state is closed: all go back.
  func end() {
    while let dead = vm.nextDead() { pool.give(Document(address: dead)) }
    for dead in awayDead { pool.give(Document(address: dead)) }
  }
}
