/// Keys that are looked up together: at most eight, of less than 32 bytes each. Never freed.
package struct MemberKeys: BitwiseCopyable, @unchecked Sendable {
  let keys: UnsafeBufferPointer<Key>
  /// For each length, a bit for each key of that length; behind them the same for each `KeyMark`.
  private let byLength: UnsafePointer<UInt8>
  private var byMark: UnsafePointer<UInt8> { byLength + 32 }

  struct Key: BitwiseCopyable {
    let bytes: Bytes
    /// The first eight bytes, the lowest first; zero behind the end.
    let head: UInt64
  }

  package init(_ names: StaticString...) { self.init(names: names.map(\.bytes)) }

  package init(_ names: [String]) {
    self.init(
      names: names.map { name in
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: name.utf8.count)
        _ = copy.initialize(from: name.utf8)
        return Bytes(copy)
      })
  }

  private init(names: [Bytes]) {
    let keys = UnsafeMutableBufferPointer<Key>.allocate(capacity: names.count)
    let byLength = UnsafeMutablePointer<UInt8>.allocate(capacity: 32 + 256)
    byLength.initialize(repeating: 0, count: 32 + 256)
    for (i, name) in names.enumerated() {
      let head = name.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
      keys.initializeElement(at: i, to: Key(bytes: name, head: head))
      byLength[name.count] |= 1 << UInt8(i)
      byLength[32 + Int(KeyMark.of(name))] |= 1 << UInt8(i)
    }
    self.keys = UnsafeBufferPointer(keys)
    self.byLength = UnsafePointer(byLength)
  }

  /// The index of the key that equals `text`, or -1.
  func number(_ text: Bytes) -> Int {
    guard text.count < 32 else { return -1 }
    var candidates = byLength[text.count]
    while candidates != 0 {
      let i = candidates.trailingZeroBitCount
      if keys[i].bytes.equals(text) { return i }
      candidates &= candidates - 1
    }
    return -1
  }

  /// The index of the key that equals a text with this mark, or -1.
  @inline(__always)
  func number(mark: UInt8, _ text: () -> Bytes) -> Int {
    var candidates = byMark[Int(mark)]
    if candidates == 0 { return -1 }
    let text = text()
    repeat {
      let i = candidates.trailingZeroBitCount
      if keys[i].bytes.equals(text) { return i }
      candidates &= candidates &- 1
    } while candidates != 0
    return -1
  }

  /// Whether there is a key of a length.
  @inline(__always)
  func mayHave(_ count: Int) -> Bool { count < 32 && byLength[count] != 0 }

  /// Whether `text` is key `number`, if there is one of that number.
  @inline(__always)
  func matches(_ number: Int, _ text: Bytes) -> Bool {
    number < keys.count && keys[number].bytes.equals(text)
  }

  /// Like `matches`, for text with at least eight readable bytes behind it.
  @inline(__always)
  func number(padded text: UnsafePointer<UInt8>, _ count: Int) -> Int {
    guard count < 32 else { return -1 }
    var candidates = byLength[count]
    if candidates == 0 { return -1 }
    let word = UnsafeRawPointer(text).loadUnaligned(as: UInt64.self)
    let head = count < 8 ? word & (1 << UInt64(truncatingIfNeeded: 8 * count) - 1) : word
    repeat {
      let i = candidates.trailingZeroBitCount
      if keys[i].head == head {
        if count <= 8 || keys[i].bytes.equals(Bytes(start: text, count: count)) { return i }
      }
      candidates &= candidates - 1
    } while candidates != 0
    return -1
  }
}
