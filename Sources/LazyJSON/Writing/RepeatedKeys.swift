extension Document {
  /// The paths of repeated keys, such as "body.model", anywhere in an unchanged value.
  package func repeatedKeys(in root: UInt32) -> [String] {
    var paths: [String] = []
    for number in root..<node(root).next where node(number).kind == .object {
      let count = node(number).payload
      if count < 2 { continue }
      // By bytes, because Swift's strings are equal if they are canonically equivalent.
      var seen: [[UInt8]: Int] = [:]
      var key = number + 1
      while key < node(number).next {
        let name = Array(string(key))
        seen[name, default: 0] += 1
        if seen[name] == 2 {
          let location = EncodeError("").under(key: string(key))
          paths.append(locate(location, at: number, in: root).location)
        }
        key = node(key + 1).next
      }
    }
    return paths
  }
}

extension Document {
  /// Whether `repeatedKeys` might find one in an unchanged value; false for almost all values
  /// without. Reads only the lengths and the ends of keys.
  package func mayRepeatKeys(in root: UInt32) -> Bool {
    let end = node(root).next
    var number = root
    while number < end {
      let object = node(number)
      if object.kind == .object && object.payload > 1 && mayRepeatKeys(of: number, object) {
        return true
      }
      number += 1
    }
    return false
  }

  private func mayRepeatKeys(of number: UInt32, _ object: Node) -> Bool {
    if object.payload > Self.fewKeys { return mayRepeatManyKeys(of: number, object) }
    return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: Self.fewKeys) { seen in
      var count = 0
      var key = number + 1
      while key < object.next {
        let name = node(key)
        if name.isEscaped { return true }
        let mark = mark(of: inside(name))
        for index in 0..<count where seen[index] == mark { return true }
        seen.initializeElement(at: count, to: mark)
        count += 1
        key = node(key + 1).next
      }
      return false
    }
  }

  /// A cheap hash of the length and of eight bytes at both ends.
  @inline(__always)
  private func mark(of name: Bytes) -> UInt64 {
    let start = UnsafeRawPointer(name.baseAddress.unsafelyUnwrapped)
    let length = UInt64(truncatingIfNeeded: name.count)
    // Reading beyond the quote is safe: a value or the padding follows.
    let head = start.loadUnaligned(as: UInt64.self)
    if name.count < 8 { return head & (1 << (8 * length) &- 1) | length << 56 }
    let tail = (start + name.count - 8).loadUnaligned(as: UInt64.self)
    return (head &* 0x9E37_79B9_7F4A_7C15) ^ (tail &* 0xC2B2_AE3D_27D4_EB4F) &+ length
  }

  private func mayRepeatManyKeys(of number: UInt32, _ object: Node) -> Bool {
    var seen: Set<UInt64> = []
    var key = number + 1
    while key < object.next {
      let name = node(key)
      if name.isEscaped { return true }
      var hash: UInt64 = 0xCBF2_9CE4_8422_2325
      for byte in inside(name) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      if !seen.insert(hash).inserted { return true }
      key = node(key + 1).next
    }
    return false
  }

  private static let fewKeys = 40
}
