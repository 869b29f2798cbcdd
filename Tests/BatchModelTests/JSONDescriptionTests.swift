import BatchModel
import Testing

/// How values are shown.
@Suite struct JSONDescriptionTests {
  @Test func valuesAreShownAsJSON() throws {
    let value = try JSONValue(json: #"{"b": 0.70, "a": ["x", null]}"#.utf8)
    #expect("\(value)" == #"{"b": 0.70, "a": ["x", null]}"#)
    #expect("\(["b": 1, "a": [true]] as JSONObject)" == #"{"b":1,"a":[true]}"#)
    #expect("\(JSONValue.string("a"))" == #""a""#)
  }

  @Test func whatHasNoJSONFormSaysSo() {
    #expect("\(JSONValue.array([.double(.infinity)]))" == "no JSON")
  }
}
