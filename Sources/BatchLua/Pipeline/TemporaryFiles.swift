internal import Glibc
internal import Synchronization

/// The temporary files and new directories that exist, for a signal handler that has to remove
/// them: their names stand in memory that is never moved or freed. A directory's name ends in "/".
enum TemporaryFiles {
  private typealias Block = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  private static let blockSize = 4096
  private static let blockCount = 1024

  nonisolated(unsafe) private static let blocks: UnsafeMutablePointer<Block?> = {
    let blocks = UnsafeMutablePointer<Block?>.allocate(capacity: blockCount)
    blocks.initialize(repeating: nil, count: blockCount)
    return blocks
  }()

  /// Which places of the blocks are taken.
  private struct Places {
    var free: [Int] = []
    var count = 0
    var byName: [String: Int] = [:]
  }
  private static let places = Mutex(Places())

  static func add(_ path: String) {
    Placing.begin()
    places.withLock { places in
      guard let place = places.free.popLast() ?? makePlace(&places) else { return }
      places.byName[path] = place
      blocks[place / blockSize]![place % blockSize] = strdup(path)
    }
  }

  private static func makePlace(_ places: inout Places) -> Int? {
    guard places.count < blockSize * blockCount else { return nil }
    if blocks[places.count / blockSize] == nil {
      let block = Block.allocate(capacity: blockSize)
      block.initialize(repeating: nil, count: blockSize)
      blocks[places.count / blockSize] = block
    }
    places.count += 1
    return places.count - 1
  }

  static func remove(_ path: String) {
    places.withLock { places in
      guard let place = places.byName.removeValue(forKey: path) else { return }
      // The name's memory stays: a handler may be reading it.
      blocks[place / blockSize]![place % blockSize] = nil
      places.free.append(place)
    }
  }

  /// Safe in a signal handler.
  static func unlinkAll() {
    forEach { name, length in if name[length - 1] != 0x2F { unlink(name) } }
    // Directories that were made in others go first.
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

  /// Makes the table, so that a handler does not have to.
  static func prepare() { _ = blocks }
}

/// What a program that runs batch files does when it is asked to end.
public enum Interrupts {
  /// From now on SIGINT, SIGTERM and SIGHUP remove temporary files, say so on standard error and
  /// end the process with 128 + the signal's number; a closed pipe is an error of the write
  /// instead of a signal. One that comes while outputs are put in their places waits for that.
  public static func install() {
    TemporaryFiles.prepare()
    signal(SIGPIPE, SIG_IGN)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      // What was ignored stays so: nohup.
      if signal(number, SIG_IGN).map({ unsafeBitCast($0, to: Int.self) }) == 1 { continue }
      signal(number) { number in
        if case .end(let arePlaced) = Placing.signal(number) {
          Interrupts.end(number, arePlaced: arePlaced)
        }
      }
    }
  }

  /// Ends the process as a signal does.
  static func end(_ number: Int32, arePlaced: Bool) -> Never {
    TemporaryFiles.unlinkAll()
    let text: StaticString =
      arePlaced
      ? "\ninterrupted: the run was done, its outputs are in place\n"
      : "\ninterrupted: outputs are as they were before the run\n"
    _ = Glibc.write(2, text.utf8Start, text.utf8CodeUnitCount)
    _exit(128 + number)
  }
}
