import Fuzzing
import Testing

@testable import LazyJSON

/// What edits write, case by case.
@Suite struct EditTests {
  private func object(
    _ text: String, _ edits: (OwnedDocument) throws -> Void
  ) throws -> String {
    let owner = try OwnedDocument(text)
    try edits(owner)
    return try owner.spliced()
  }

  @Test func membersKeepWhatIsAroundThem() throws {
    let text = "{ \"a\" : 1 , \"b\": 2,\"c\":3 }"
    #expect(try object(text) { try $0.set(0, "b", .null) } == "{ \"a\" : 1 , \"b\": null,\"c\":3 }")
    #expect(
      try object(text) { try $0.set(0, "d", .null) }
        == "{ \"a\" : 1 , \"b\": 2,\"c\":3,\"d\":null }")
    #expect(try object(text) { try $0.remove(0, "a") } == "{ \"b\": 2,\"c\":3 }")
    #expect(try object(text) { try $0.remove(0, "b") } == "{ \"a\" : 1,\"c\":3 }")
    #expect(try object(text) { try $0.remove(0, "c") } == "{ \"a\" : 1 , \"b\": 2 }")
    let none = try object(text) { for key in ["a", "b", "c", "x"] { try $0.remove(0, key) } }
    #expect(none == "{}")
  }

  /// Members are told apart by the low byte of their keys' lengths first.
  @Test(arguments: [1, 2, 3, 253, 254, 255, 256])
  func keysWhoseLengthsAreAlike(length: Int) throws {
    let keys = [length, length + 256, length + 512].map { String(repeating: "k", count: $0) }
    let escaped = #"\u006b"# + keys[1].dropFirst(2)
    let text = "{\"" + [keys[0], escaped, keys[2]].joined(separator: "\":0,\"") + "\":0}"
    let owner = try OwnedDocument(text)
    try owner.set(0, keys[2], .integer(3))
    try owner.set(0, keys[0], .integer(1))
    try owner.set(0, String(keys[1].dropLast()), .integer(2))
    try owner.set(0, keys[1], .integer(4))
    try owner.remove(0, keys[0])
    let members = [(escaped, 2), (keys[2], 3), (keys[1], 4)].map { #""\#($0)":\#($1)"# }
    #expect(try owner.spliced() == "{" + members.joined(separator: ",") + "}")
  }

  @Test func textsOfAllLengths() throws {
    for length in 0...40 {
      let name = String("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOP".prefix(length))
      let owner = try OwnedDocument("{\"\(name)\":1}")
      try owner.set(0, name, string: name)
      try owner.set(0, name + "!", string: name)
      #expect(try owner.spliced() == "{\"\(name)\":\"\(name)\",\"\(name)!\":\"\(name)\"}")
    }
  }

  @Test func membersBehindThoseThatWereDropped() throws {
    let owner = try OwnedDocument(#" { "a":1, "b":2 ,"c":3,"d":4,"e":5, "f":6 }  "#)
    try owner.remove(0, "b")
    try owner.remove(0, "e")
    for name in "ghijklmnop" { try owner.set(0, String(name), .null) }
    try owner.set(0, "a", .integer(0))
    let added = "ghijklmnop".map { #","\#($0)":null"# }.joined()
    #expect(try owner.spliced() == #"{ "a":0 ,"c":3,"d":4, "f":6\#(added) }"#)
  }

  @Test func changesInObjectsThatChange() throws {
    let owner = try OwnedDocument(#" { "a" : {"b": [ {"c":1} ] , "d":{ "e" : 2}} , "f":3 } "#)
    let a = try #require(owner.member(0, "a").container)
    let b = try #require(owner.member(a, "b").container)
    let c = try #require(owner.document.element(b, 0).container)
    let d = try #require(owner.member(a, "d").container)
    try owner.set(0, "f", .integer(4))
    try owner.set(d, "e", .integer(5))
    try owner.set(c, "c", .integer(6))
    #expect(
      try owner.splicedLines() == #" { "a" : {"b": [ {"c":6} ] , "d":{ "e" : 5}} , "f":4 } "#)
    try owner.set(a, "g", .null)
    try owner.set(0, "h", .node(b))
    try owner.set(a, "b", .null)
    let inner = #"{"b": null , "d":{ "e" : 5},"g":null}"#
    #expect(
      try owner.splicedLines() == #" { "a" : \#(inner) , "f":4,"h":[ {"c":6} ] } "#)
  }

  @Test func elementsKeepWhatIsAroundThem() throws {
    let text = "[ 1 , 2,3 ]"
    #expect(try object(text) { try $0.document.setElement(0, 1, .null) } == "[ 1 , null,3 ]")
    #expect(try object(text) { try $0.document.setElement(0, 3, .null) } == "[ 1 , 2,3,null ]")
    #expect(try object(text) { try $0.document.insertElement(0, 0, .null) } == "[ null,1 , 2,3 ]")
    #expect(try object(text) { try $0.document.insertElement(0, 1, .null) } == "[ 1,null , 2,3 ]")
    #expect(try object(text) { try $0.document.removeElement(0, 0) } == "[ 2,3 ]")
    #expect(try object(text) { try $0.document.removeElement(0, 1) } == "[ 1,3 ]")
    #expect(try object(text) { try $0.document.removeElement(0, 9) } == text)
  }

  @Test func equalValuesChangeNothing() throws {
    let text = #"{"a":2.0,"b":"\u0061","c":[1],"d":null,"e":1e400,"f":true,"g":1,"g":2e0}"#
    let owner = try OwnedDocument(text)
    try owner.set(0, "a", .integer(2))
    try owner.set(0, "b", string: "a")
    try owner.set(0, "c", .node(6))
    try owner.set(0, "d", .null)
    try owner.set(0, "e", .node(11))
    try owner.set(0, "f", .boolean(true))
    #expect(!owner.document.isChanged(0))
    #expect(try owner.spliced() == text)
  }

  @Test func ofAKeyThatIsSetToItsValueOneMemberRemains() throws {
    for members in [3, 60] {
      let more = (1...members).map { #","m\#($0)":0"# }.joined()
      let owner = try OwnedDocument(#"{"g":1 , "b":0,"\u0067":[2],"g":"x"\#(more)}"#)
      try owner.set(0, "b", .integer(0))
      #expect(!owner.document.isChanged(0))
      try owner.set(0, "g", string: "x")
      #expect(try owner.spliced() == #"{"b":0,"g":"x"\#(more)}"#)
      try owner.set(0, "g", string: "x")
      #expect(try owner.spliced() == #"{"b":0,"g":"x"\#(more)}"#)
    }
  }

  @Test func anEmptyContainerThatIsEmptyAgainIsAsItWas() throws {
    #expect(
      try object("{ }") {
        try $0.set(0, "a", .null)
        try $0.remove(0, "a")
      } == "{ }")
    #expect(
      try object("[\n]") {
        try $0.document.insertElement(0, 0, .null)
        try $0.document.removeElement(0, 0)
      } == "[\n]")
  }

  @Test func aRemovedMemberComesBackAtTheEnd() throws {
    let text = try object(#"{"a":1, "b":2}"#) {
      try $0.remove(0, "a")
      try $0.set(0, "a", .integer(1))
    }
    #expect(text == #"{"b":2,"a":1}"#)
  }

  @Test func ofEqualKeysOneIsLeft() throws {
    let text = #"{"a":1,"b":2,"\u0061":3,"c":4}"#
    #expect(try object(text) { try $0.set(0, "a", .integer(9)) } == #"{"b":2,"\u0061":9,"c":4}"#)
    #expect(try object(text) { try $0.remove(0, "a") } == #"{"b":2,"c":4}"#)
    let walked = try object(text) {
      #expect(try $0.document.count(0) == 3)
      try $0.set(0, "a", .integer(9))
      #expect(try $0.document.count(0) == 3)
      try $0.remove(0, "a")
      #expect(try $0.document.count(0) == 2)
    }
    #expect(walked == #"{"b":2,"c":4}"#)
  }

  @Test func aSharedNodeChangesInAllItsPlaces() throws {
    let text = try object(#"{"a":{"x": 1},"b":0,"c":[]}"#) {
      try $0.set(0, "b", .node(2))
      try $0.document.insertElement(8, 0, .node(2))
      try $0.set(2, "x", .integer(2))
    }
    #expect(text == #"{"a":{"x": 2},"b":{"x": 2},"c":[{"x": 2}]}"#)
  }

  @Test func linesShareTheirNodes() throws {
    let owner = OwnedDocument()
    try owner.index(Array("{\"a\":[1]}\n{\"b\":2}".utf8))
    try owner.set(4, "b", .node(2))
    try owner.document.removeElement(2, 0)
    #expect(try owner.splicedLines() == "{\"a\":[]}\n{\"b\":[]}")
  }

  @Test func manyChangesStayInOrder() throws {
    let count = 3000
    let texts = (0..<count).map { "{\"i\":\($0)}" }
    let owner = try OwnedDocument("[" + texts.joined(separator: ",") + "]")
    for i in (0..<count).reversed() {
      let element = try #require(owner.document.element(0, i).container)
      try owner.set(element, "i", .integer(Int64(-i)))
    }
    let expected = (0..<count).map { "{\"i\":\(-$0)}" }.joined(separator: ",")
    #expect(try owner.spliced() == "[\(expected)]")
  }

  @Test func foreignValuesReadAsTheirNumber() throws {
    let owner = try OwnedDocument(#"{"a":[0]}"#)
    try owner.document.setElement(2, 0, .foreign(1))
    guard case .foreign(1) = owner.document.element(2, 0) else {
      Issue.record("not the number that was put there")
      return
    }
    #expect(try owner.spliced(foreign: ["x", "[true]"]) == #"{"a":[[true]]}"#)
  }
}
