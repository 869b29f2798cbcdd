import BatchModel
import LazyJSON
import Testing

@testable import BatchLua

@Suite struct ModelCheckTests {
  private func check(
    _ text: String, _ type: ObjectType, objects: [UInt32: ObjectType]? = nil
  ) throws -> ModelCheck {
    let indexer = Indexer()
    let document = Document.create()
    defer { document.destroy() }
    var text = text
    try text.withUTF8 { try document.load($0, with: indexer) }
    var check = ModelCheck(document, objects: objects)
    check.check(document.value(0), as: type.isArray ? .list(type) : .model(type))
    return check
  }

  @Test func readsAreLenientWithKeysAndStrictWithMissingOnes() throws {
    let text = #"{"total":1,"completed":null,"new":5}"#
    let problems = try check(text, .batchRequestCounts).problems
    #expect(problems.map(\.path) == [".completed", ".failed"])
    #expect(
      problems.map { $0.code?.name } == Array(repeating: "missing_required_parameter", count: 2))
  }

  @Test func tablesMayLackFieldsButHaveNoOthers() throws {
    let problems = try check(#"{"total":1,"new":5}"#, .batchRequestCounts, objects: [:]).problems
    #expect(problems.map { $0.message(at: "x") }.count == 1)
    #expect(problems[0].message(at: "x").hasPrefix("x: a BatchRequestCounts has no field 'new'"))
    #expect(problems[0].code == nil)
  }

  /// Host objects are known by where they start: records are taken as they are, of JSON objects
  /// the types are looked at.
  @Test func whatStandsInTables() throws {
    let text = #"[{"code":5,"x":1},{"code":6,"x":1},{"code":7}]"#
    let objects: [UInt32: ObjectType] = [1: .batchError, 18: .object]
    let problems = try check(text, .batchErrorList, objects: objects).problems
    #expect(
      problems.map { $0.message(at: "data") } == [
        "data[2].code takes a string, or nil, got the number 6",
        "data[3].code takes a string, or nil, got the number 7",
      ])
    let other = try check(text, .batchErrorList, objects: [1: .batchRequestCounts]).problems
    #expect(
      other[0].message(at: "")
        == "[1] takes a BatchError or a table, got a BatchRequestCounts")
  }

  @Test func emptyTablesAreEmptyLists() throws {
    let found = try check(#"{"data":{}}"#, .batchErrors, objects: [:])
    #expect(found.problems.isEmpty && found.emptyLists == [8])
    #expect(try check(#"{"data":{}}"#, .batchErrors, objects: [8: .object]).problems.count == 1)
    #expect(try check(#"{"data":{}}"#, .batchErrors).problems.count == 1)
  }
}
