import LazyJSON
import Testing

@testable import BatchLua

@Suite struct KeyOrderTests {
  private static func rank(_ name: String) -> UInt32 {
    var name = name
    return name.withUTF8 { KeyOrder.rank($0) }
  }

  @Test func everyFieldHasItsRank() {
    for field in ModelType.all.flatMap(\.fields) {
      #expect(Self.rank(field.name) != .max, "\(field.name)")
    }
    #expect(Set(KeyOrder.keys).count == KeyOrder.keys.count)
    for (index, key) in KeyOrder.keys.enumerated() { #expect(Self.rank(key) == index) }
    for key in ["", "zeta", "totals", String(repeating: "x", count: 300)] {
      #expect(Self.rank(key) == .max)
    }
  }

  /// One order serves all types; only a `BatchRequest` names two of its fields, which `Batch` has
  /// too, the other way round.
  @Test(arguments: ModelType.all.map(\.name))
  func fieldsOfATypeAreInItsOrder(name: String) throws {
    let model = try #require(ModelType.all.first { $0.name == name })
    var fields = model.fields.map(\.name)
    if model.type == .batchRequest { fields.swapAt(0, 1) }
    #expect(fields == fields.sorted { Self.rank($0) < Self.rank($1) })
  }
}
