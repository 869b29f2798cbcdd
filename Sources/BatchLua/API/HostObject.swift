/// A kind of value with methods of its own, declared as functions named "kind:method".
package struct HostObject: Sendable {
  /// The prefix of its methods' names, such as "record".
  package let name: String
  /// Its class in the editor definitions, with the base class.
  package let className: String
  package let documentation: String
  package let fields: [Property]
  package let example: String?

  /// A field that scripts read.
  package struct Property: Sendable {
    package let name: String
    package let type: String
    package let documentation: String
  }

  package static let all = [record, array, regex] + HandleType.allCases.map(\.object)

  package static let record = HostObject(
    name: "record", className: "batch.record",
    documentation: "What every record has beside the fields and methods of its type.",
    fields: [
      Property(
        name: "json", type: "table<string, any>",
        documentation: "The whole object: to reach keys that the type does not have."),
      Property(
        name: "file", type: "string?",
        documentation: "The name of the input that it was read from."),
      Property(
        name: "line", type: "integer?",
        documentation: "Its line there, from 1, blank lines counted."),
      Property(
        name: "index", type: "integer?",
        documentation: "Its number among the records of the run, from 1."),
      Property(
        name: "raw", type: "string?", documentation: "The bytes of its line, as they were read."),
    ],
    example: """
      function transform(req)
        assert(req.json.custom_id == req.custom_id and #req.raw > 0)
        assert(req.line >= req.index and req.file)
      end
      """)

  package static let array = HostObject(
    name: "array", className: "json.Array: { [integer]: any }",
    documentation: "A JSON array: a list of values that can be indexed from 1, with methods.",
    fields: [],
    example: """
      local list = json.decode("[3,1,2]")
      table.sort(list)
      assert(list[1] == 1 and #list == 3)
      """)

  package static let regex = HostObject(
    name: "regex", className: "batch.regex",
    documentation: "A compiled regular expression. The same pattern is compiled once.",
    fields: [],
    example: #"""
      local blanks = batch.regex([[\s+]])
      assert(blanks:test("a b") and blanks:gsub("a  b", " ") == "a b")
      assert(tostring(blanks) == [[batch.regex /\s+/]])
      """#)

  /// The declared objects, and those that only have methods.
  package static let withMethods: [HostObject] = {
    var objects = all
    for owner in FunctionTable.batchLua.all.compactMap(\.ownerType)
    where !objects.contains(where: { $0.name == owner }) {
      objects.append(
        HostObject(
          name: owner, className: "batch.\(owner)", documentation: "What batch.\(owner) returns.",
          fields: [], example: nil))
    }
    return objects
  }()

  /// The results of calling the value, as in `for … in`: those of its method `read`; nil if it has
  /// none.
  package var iteration: String? {
    methods.first { $0.methodName == "read" }.map { $0.returns.joined(separator: ", ") }
  }

  /// All methods, including those of certain types of records only.
  package var methods: [HostFunction] { FunctionTable.batchLua.all.filter { $0.ownerType == name } }
}

extension HostFunction {
  /// "record" of "record:copy"; nil for functions of modules.
  var ownerType: String? { name.firstIndex(of: ":").map { String(name[..<$0]) } }

  /// "copy" of "record:copy".
  package var methodName: String {
    name.firstIndex(of: ":").map { String(name[name.index(after: $0)...]) } ?? name
  }
}
