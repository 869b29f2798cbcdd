import Fuzzing
import Testing

@testable import LazyJSON

/// Several members of an object that are looked up at once.
@Suite struct MemberKeysTests {
  /// Of each length that the keys of records have, and around the eight bytes that are compared
  /// first; some of one length, some that begin alike.
  private static let names = [
    "", "a", "url", "eightish", "custom_id", "custom_ix", "of_sixteen_bytes",
    "a_key_of_thirty-one_bytes_is_it",
  ]
  private static let keys = MemberKeys(names)

  /// The values that are found, by the names; nil where there is none, -1 where it is no integer.
  private func found(_ owner: OwnedDocument, _ object: UInt32 = 0) -> [Int64?] {
    withUnsafeTemporaryAllocation(of: MemberLocation.self, capacity: Self.names.count) { places in
      owner.document.find(object, Self.keys, places.baseAddress!)
      return places.map { place in
        if place.isAbsent { return nil }
        guard case .integer(let value) = owner.document.value(place) else { return -1 }
        return value
      }
    }
  }

  /// An object of these members in each form that objects have: as it was read, with a key that has
  /// an escape before or behind, and after changes.
  private func forms(_ members: String) throws -> [OwnedDocument] {
    let escaped = #""\u0065scaped":0"#
    let texts = ["{\(members)}", "{\(escaped),\(members)}", "{\(members),\(escaped)}"]
    return try texts.flatMap { text in
      let changed = try OwnedDocument(text)
      try changed.set(0, "more", .integer(0))
      let grown = try OwnedDocument("{\"x\":[]}")
      let other = try OwnedDocument(text)
      for name in try other.keys(0) {
        if case .integer(let value) = other.member(0, name) {
          try grown.set(0, name, .integer(value))
        }
      }
      return [try OwnedDocument(text), changed, grown]
    }
  }

  private func json(_ key: String) -> String { "\"\(key)\"" }

  @Test func allAreFoundInAnyOrder() throws {
    let members = Self.names.enumerated().map { "\(json($1)):\($0)" }
    for order in [members, members.reversed(), Array(members[3...] + members[..<3])] {
      for owner in try forms(order.joined(separator: ",")) {
        #expect(found(owner) == Self.names.indices.map { Int64($0) })
      }
    }
  }

  /// Also when it is written with escapes.
  @Test(arguments: names) func oneIsFound(name: String) throws {
    let expected = Self.names.map { $0 == name ? Int64(7) : nil }
    let escaped = name.unicodeScalars.map { scalar in
      let digits = String(scalar.value, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
    for key in [name, escaped.joined()] {
      for owner in try forms("\(json(key)):7") { #expect(found(owner) == expected) }
    }
  }

  /// Each that differs from a name in one byte, or has one more or less, is another key.
  @Test(arguments: names) func othersAreNotTakenForIt(text: String) throws {
    let name = Array(text)
    var others: Set<[Character]> = [name + "_", "_" + name, name + "\u{7F}", name.dropLast()]
    for place in name.indices {
      for letter in "_xZ~" { others.insert(name[..<place] + [letter] + name[place...].dropFirst()) }
    }
    for other in others.map({ String($0) }) where !Self.names.contains(other) {
      for owner in try forms("\(json(other)):7") {
        #expect(found(owner).allSatisfy { $0 == nil }, "\(other)")
      }
      for owner in try forms("\(json(other)):7,\(json(text)):8,\(json(other)):9") {
        #expect(found(owner) == Self.names.map { $0 == text ? 8 : nil }, "\(other)")
      }
    }
  }

  @Test func ofSeveralTheLastCounts() throws {
    for owner in try forms(#""url":1,"a":2,"\u0075rl":3,"url":4,"custom_ix":5"#) {
      #expect(found(owner) == [nil, 2, 4, nil, nil, 5, nil, nil])
    }
  }

  @Test func aMemberThatIsRemovedIsNot() throws {
    for owner in try forms(#""url":1,"custom_id":2"#) {
      try owner.remove(0, "url")
      #expect(found(owner) == [nil, nil, nil, nil, 2, nil, nil, nil])
      try owner.set(0, "url", .integer(5))
      #expect(found(owner) == [nil, nil, 5, nil, 2, nil, nil, nil])
    }
  }
}
