import Fuzzing
import Testing

@testable import LazyJSON

/// Members, elements and scalars as they are read.
@Suite struct ReadTests {
  @Test func everyKindReads() throws {
    let owner = try OwnedDocument(#"[null,true,false,1,1.5,"s",[],{}]"#)
    let all = (0..<9).map { "\(owner.document.element(0, $0))" }
    #expect(all[0] == "null")
    #expect(all[1...4] == ["boolean(true)", "boolean(false)", "integer(1)", "double(1.5)"])
    #expect(owner.document.element(0, 5).text == "s")
    #expect(all[6...8] == ["array(7)", "object(8)", "absent"])
  }

  @Test func integersHaveSixtyFourBits() throws {
    let least = "-9223372036854775808"
    let most = "9223372036854775807"
    let owner = try OwnedDocument(
      "[\(least),\(most),-9223372036854775809,9223372036854775808,0,-0,1e400]")
    #expect(owner.document.element(0, 0).isSame(as: .integer(.min)))
    #expect(owner.document.element(0, 1).isSame(as: .integer(.max)))
    for (index, node) in [(2, 3), (3, 4), (6, 7)] as [(Int, UInt32)] {
      guard case .number(node) = owner.document.element(0, index) else {
        Issue.record("element \(index) is \(owner.document.element(0, index))")
        continue
      }
    }
    #expect(owner.document.element(0, 4).isSame(as: .integer(0)))
    guard case .double(let zero) = owner.document.element(0, 5) else { throw Mismatch("-0") }
    #expect(zero.bitPattern == (-0.0).bitPattern)
  }

  @Test func doublesAreTheNearest() {
    for seed in 0..<5000 {
      var random = Generator(seed: seed)
      let text =
        random.once(in: 2)
        ? RandomText.number(&random) : String(Double(bitPattern: random.next()))
      guard let expected = Double(text), !expected.isNaN, !text.contains("inf") else { continue }
      let found = withBytes(text) { Document.double($0) }
      #expect(found.bitPattern == expected.bitPattern, "seed \(seed): \(text)")
    }
    for (text, value) in [
      ("2.2250738585072011e-308", .leastNormalMagnitude.nextDown),
      ("4.9e-324", .leastNonzeroMagnitude), ("2e-324", 0),
      ("1.7976931348623159e308", .infinity), ("-1e99999999999999999999", -.infinity),
      ("1e-99999999999999999999", 0), ("9007199254740993", 9_007_199_254_740_992),
      ("0.000000000000001", 1e-15), ("999999999999999", 999_999_999_999_999),
    ] as [(String, Double)] {
      #expect(withBytes(text) { Document.double($0) } == value, "\(text)")
    }
  }

  @Test(arguments: [
    (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""\u0000\u001F\u007f""#, "\0\u{1f}\u{7f}"),
    (#""\u00e9\u07FF\u0800\uffff""#, "\u{e9}\u{7ff}\u{800}\u{ffff}"),
    (#""\ud83d\ude00\uDBFF\uDFFF\ud800\udc00""#, "\u{1F600}\u{10FFFF}\u{10000}"),
    (#""\ud83d""#, "\u{FFFD}"), (#""\ude00\ud83d""#, "\u{FFFD}\u{FFFD}"),
    (#""\ud83dude00""#, "\u{FFFD}ude00"), (#""\ud83d\u0041""#, "\u{FFFD}A"),
    (#""\ud83d\ud83d\ude00""#, "\u{FFFD}\u{1F600}"), (#""\ud83d\n""#, "\u{FFFD}\n"),
    (#""a\\nb""#, "a\\nb"), (#""plain""#, "plain"), (#""""#, ""), (#""x\u00e9""#, "x\u{e9}"),
  ])
  func stringsAreDecoded(json: String, expected: String) throws {
    let owner = try OwnedDocument(json)
    #expect(Array(owner.document.string(0)) == Array(expected.utf8))
    // As a key it is found by what it stands for.
    let keyed = try OwnedDocument("{\(json):1}")
    #expect(keyed.member(0, expected).isSame(as: .integer(1)))
    #expect(keyed.member(0, expected + "x").isSame(as: .integer(1)) == false)
  }

  @Test func ofEqualKeysTheLastIsRead() throws {
    let owner = try OwnedDocument(#"{"a":1,"b":2,"\u0061":3,"c":4,"b":5}"#)
    #expect(owner.member(0, "a").isSame(as: .integer(3)))
    #expect(owner.member(0, "b").isSame(as: .integer(5)))
    #expect(try owner.keys(0) == ["a", "c", "b"])
    #expect(try owner.document.count(0) == 3)
    #expect(owner.member(0, "b").isSame(as: .integer(5)))
  }

  @Test func keysAreBytes() throws {
    // The same to Swift's strings, but not the same text.
    let owner = try OwnedDocument(#"{"\u00e9":1,"e\u0301":2,"é":3}"#)
    #expect(try owner.document.count(0) == 2)
    #expect(owner.member(0, "\u{e9}").isSame(as: .integer(3)))
    #expect(owner.member(0, "e\u{301}").isSame(as: .integer(2)))
  }

  @Test(arguments: [3, 31, 33, 500]) func elementsReadInAnyOrder(count: Int) throws {
    let text = "[" + (0..<count).map { $0 % 3 == 0 ? "[\($0),[]]" : "\($0)" }.joined(separator: ",")
    let owner = try OwnedDocument(text + "]")
    func read(_ index: Int) -> Bool {
      let value = owner.document.element(0, index)
      guard let inner = value.container else { return value.isSame(as: .integer(Int64(index))) }
      return owner.document.element(inner, 0).isSame(as: .integer(Int64(index)))
    }
    var random = Generator(seed: count)
    #expect((0..<count).allSatisfy(read))
    #expect((0..<count).reversed().allSatisfy(read))
    #expect((0..<1000).allSatisfy { _ in read(random.below(count)) })
    #expect((0..<count).allSatisfy(read))
    #expect(try owner.document.count(0) == count)
    #expect(!owner.document.isChanged(0))
  }

  @Test func largeObjectsAreFoundByHash() throws {
    let count = 10_000
    let members = (0..<count).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
    let owner = try OwnedDocument("{\(members)}")
    for i in 0..<count where !owner.member(0, "k\(i)").isSame(as: .integer(Int64(i))) {
      Issue.record("k\(i)")
    }
    for i in 0..<count { try owner.set(0, "k\(i)", .integer(Int64(i + 1))) }
    for i in 0..<count where i % 2 == 0 { try owner.remove(0, "k\(i)") }
    for i in 0..<count { try owner.set(0, "n\(i)", .integer(Int64(i))) }
    #expect(try owner.document.count(0) == count * 3 / 2)
    for i in 0..<count {
      let old = owner.member(0, "k\(i)")
      #expect(old.isSame(as: .integer(Int64(i + 1))) == (i % 2 == 1))
      #expect(owner.member(0, "n\(i)").isSame(as: .integer(Int64(i))))
    }
  }
}

extension OwnedDocument {
  /// The keys as a walk gives them.
  func keys(_ object: UInt32) throws -> [String] {
    var keys: [String] = []
    var place = 0
    while let at = try document.nextMember(object, at: place) {
      keys.append(text(try document.key(object, at: at)))
      place = at + 1
    }
    return keys
  }
}

extension Value {
  var text: String? { if case .string(let bytes) = self { Fuzzing.text(bytes) } else { nil } }
}
