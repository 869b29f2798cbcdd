internal import Glibc
internal import Synchronization

/// The temporary files and new directories that exist, for a signal handler to remove: their names
/// are in memory that is never moved or freed. A directory's name ends in "/".
enum TemporaryFiles {
  private typealias Block = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  private static let blockSize = 4096
  private static let blockCount = 1024

  nonisolated(unsafe) private static let blocks: UnsafeMutablePointer<Block?> = {
    let blocks = UnsafeMutablePointer<Block?>.allocate(capacity: blockCount)
    blocks.initialize(repeating: nil, count: blockCount)
    return blocks
  }()

  /// Which slots of the blocks are taken.
  private struct Slots {
    var free: [Int] = []
    var count = 0
    var byName: [Path: Int] = [:]
  }
  private static let slots = Mutex(Slots())

  /// Threads that are making files, and whether the process is ending.
  private static let making = Atomic<Int>(0)
  private static let isEnding = Atomic<Bool>(false)

  /// Runs `body`, which creates the file `path`, so that a signal at any time removes it.
  static func make<Made>(_ path: Path, _ body: () throws -> Made) throws -> Made {
    // A handler waits for this thread, so it must run on another one.
    var signals = sigset_t()
    var old = sigset_t()
    sigfillset(&signals)
    pthread_sigmask(SIG_BLOCK, &signals, &old)
    defer { pthread_sigmask(SIG_SETMASK, &old, nil) }
    making.add(1, ordering: .sequentiallyConsistent)
    defer { making.subtract(1, ordering: .sequentiallyConsistent) }
    if isEnding.load(ordering: .sequentiallyConsistent) {
      making.subtract(1, ordering: .sequentiallyConsistent)
      while true { pause() }
    }
    add(path)
    do {
      return try body()
    } catch {
      remove(path)
      throw error
    }
  }

  /// Like `make`, for a directory.
  static func make(directory path: Path, _ body: () throws -> Void) throws {
    try make(path.appending("/"), body)
  }

  static func remove(directory path: Path) { remove(path.appending("/")) }

  static func add(_ path: Path) {
    RenameSection.begin()
    slots.withLock { slots in
      guard let slot = slots.free.popLast() ?? makeSlot(&slots) else { return }
      slots.byName[path] = slot
      blocks[slot / blockSize]![slot % blockSize] = path.withCString { strdup($0) }
    }
  }

  private static func makeSlot(_ slots: inout Slots) -> Int? {
    guard slots.count < blockSize * blockCount else { return nil }
    if blocks[slots.count / blockSize] == nil {
      let block = Block.allocate(capacity: blockSize)
      block.initialize(repeating: nil, count: blockSize)
      blocks[slots.count / blockSize] = block
    }
    slots.count += 1
    return slots.count - 1
  }

  static func remove(_ path: Path) {
    slots.withLock { slots in
      guard let slot = slots.byName.removeValue(forKey: path) else { return }
      // The memory of the name is not freed, because a handler may be reading it.
      blocks[slot / blockSize]![slot % blockSize] = nil
      slots.free.append(slot)
    }
  }

  /// Safe in a signal handler. No file is made after it.
  static func unlinkAll() {
    isEnding.store(true, ordering: .sequentiallyConsistent)
    while making.load(ordering: .sequentiallyConsistent) > 0 { usleep(100) }
    forEach { name, length in if name[length - 1] != 0x2F { unlink(name) } }
    // Inner directories are removed first.
    for _ in 0..<8 { forEach { name, length in if name[length - 1] == 0x2F { rmdir(name) } } }
  }

  private static func forEach(_ body: (UnsafeMutablePointer<CChar>, Int) -> Void) {
    for i in 0..<blockCount {
      guard let block = blocks[i] else { return }
      for j in 0..<blockSize {
        if let name = block[j] { body(name, strlen(name)) }
      }
    }
  }

  /// Initialises what a handler reads, so that the handler does not have to.
  static func prepare() {
    _ = blocks
    _ = making.load(ordering: .relaxed)
    _ = isEnding.load(ordering: .relaxed)
  }
}
