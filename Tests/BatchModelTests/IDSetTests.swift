import LazyJSON
import Testing

@testable import BatchModel

/// A set, and its keys by text.
private final class IDs {
  private let ids: IDSet

  init(seed: UInt64 = .random(in: 1 ... .max)) { ids = IDSet(seed: seed) }

  private func key(_ id: String) -> IDSet.Key {
    var id = id
    return id.withUTF8 { ids.key($0) }
  }

  func has(_ id: String) -> Bool { ids.line(of: key(id)) != nil }
  func add(_ id: String) { ids.insert(key(id)) }
  func add(_ bytes: [UInt8]) { bytes.withUnsafeBufferPointer { ids.insert(ids.key($0)) } }
  func has(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { ids.line(of: ids.key($0)) != nil }
  }
  var memory: Int { ids.memory }
}

/// The ids of a file: none missed, none invented, 32 bytes each.
struct IDSetTests {
  @Test(arguments: [1, 0xDEAD_BEEF, UInt64.max])
  func manyIDs(seed: UInt64) {
    let set = IDs(seed: seed)
    let count = 200_000
    var wrong = 0
    for i in 0..<count {
      if set.has("request-\(i)") { wrong += 1 }
      set.add("request-\(i)")
    }
    #expect(wrong == 0, "false duplicates")
    var missed = 0
    for i in stride(from: 0, to: count, by: 7) where !set.has("request-\(i)") {
      missed += 1
    }
    #expect(missed == 0)
    #expect(!set.has("request-\(count)"))
  }

  @Test func atMost32BytesAnID() {
    let set = IDs(seed: 7)
    var worst = 0.0
    for i in 1...200_000 {
      set.add("id\(i)")
      if i >= 1024, i % 61 == 0 { worst = max(worst, Double(set.memory) / Double(i)) }
    }
    #expect(worst <= 32, "\(worst) bytes an id")
  }

  @Test func fewIDsTakeLittle() {
    let set = IDs(seed: 7)
    #expect(set.memory <= 64 << 10)
    for i in 1...100 { set.add("id\(i)") }
    #expect(set.memory <= 64 << 10)
  }

  @Test func idsThatAreAlike() {
    let set = IDs(seed: 3)
    let ids =
      [
        "", "\0", "\0\0", "\0\0\0\0\0\0\0\0", "a", "a\0", "\0a", "b", "ab", "ba", "abcdefgh",
        "abcdefgh\0", "abcdefg", "hgfedcba", "abcdefghabcdefgh", "é", "e\u{301}",
      ] + (1...64).map { String(repeating: "x", count: $0) }
      + (1...64).map { String(repeating: "\0", count: $0 + 8) }
    for id in ids {
      #expect(!set.has(id), "\(id.utf8.count) bytes")
      set.add(id)
    }
    for id in ids { #expect(set.has(id)) }
  }

  @Test func oneBitApart() {
    let set = IDs(seed: 9)
    var bytes = [UInt8](repeating: 0, count: 24)
    for byte in 0..<24 {
      for bit in 0..<8 {
        bytes[byte] ^= 1 << UInt8(bit)
        #expect(!set.has(bytes))
        set.add(bytes)
        bytes[byte] ^= 1 << UInt8(bit)
      }
    }
  }

  @Test func theSeedChangesNoResult() {
    let one = IDs(seed: 1)
    let two = IDs()
    for i in 0..<500 where i % 3 == 0 {
      one.add("\(i)")
      two.add("\(i)")
    }
    for i in 0..<500 {
      #expect(one.has("\(i)") == (i % 3 == 0))
      #expect(two.has("\(i)") == (i % 3 == 0))
    }
  }

  /// Ids are looked up one after the other before the first of them is inserted.
  @Test func idsAreInsertedLongAfterTheyWereLookedUp() {
    let set = IDs(seed: 11)
    for start in stride(from: 0, to: 3000, by: 50) {
      let ids = (start..<start + 50).map { "id\($0)" }
      for id in ids.shuffled() { #expect(!set.has(id)) }
      for id in ids.shuffled() { set.add(id) }
    }
    for number in 0..<3000 { #expect(set.has("id\(number)")) }
  }

  /// Whatever was put in and taken out, the set has what is in it, each where it was put.
  @Test func idsAreRemoved() {
    let set = IDSet(seed: 5, isDense: true)
    var random = SystemRandomNumberGenerator()
    var there: [Int: UInt32] = [:]
    func key(_ number: Int) -> IDSet.Key {
      var id = "id\(number)"
      return id.withUTF8 { set.key($0) }
    }
    for line in UInt32(1)...30_000 {
      let number = Int.random(in: 0..<2000, using: &random)
      if there[number] != nil && Bool.random(using: &random) {
        set.remove(key(number))
        there[number] = nil
      } else {
        let isNew = set.insert(new: key(number), at: line)
        #expect(isNew == (there[number] == nil))
        if isNew { there[number] = line }
      }
      let other = Int.random(in: 0..<2000, using: &random)
      set.prefetch(key(other))
      if set.line(of: key(other)) != there[other] {
        Issue.record("\(other) is not where it was put")
        return
      }
    }
    for number in 0..<2000 { #expect(set.line(of: key(number)) == there[number]) }
  }

  @Test func aDenseSetTakes22BytesAnID() {
    let set = IDSet(seed: 7, isDense: true)
    func key(_ number: Int) -> IDSet.Key {
      var id = "id\(number)"
      return id.withUTF8 { set.key($0) }
    }
    for number in 1...100_000 {
      set.insert(key(number), at: UInt32(number))
      if number > 1000 && number % 777 == 0 { #expect(set.memory <= 22 * number + 16 * 64) }
    }
    for number in 1...100_000 where number % 2 == 0 { set.move(key(number), to: 0) }
    for number in 1...100_000 {
      #expect(set.line(of: key(number)) == (number % 2 == 0 ? 0 : UInt32(number)))
    }
    #expect(set.line(of: key(0)) == nil)
    set.removeAll()
    #expect(set.memory == 0 && set.line(of: key(1)) == nil)
    set.insert(key(1), at: 7)
    #expect(set.line(of: key(1)) == 7)
  }
}
