import BatchModel
import Foundation
import LazyJSON
import Testing

@testable import BatchLua
@testable import BatchLuaReference

/// The editor definitions say what is there at run time, and nothing else.
struct ReferenceDefinitionsTests {
  /// Runs Lua code in a fresh state; what it raises is recorded.
  private func run(_ code: String) throws {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "batchlua-definitions-\(UUID().uuidString).lua").path
    try Data((code + "\nfunction begin() end").utf8).write(to: URL(filePath: path))
    defer { unlink(path) }
    do {
      try Run(RunOptions(script: .file(Path(path)), inputs: [])).execute()
    } catch {
      Issue.record("\(error)")
    }
  }

  /// The file is Lua: it runs, and puts tables in place of the real ones, to be compared.
  @Test func namesAreThoseOfTheRunTime() throws {
    try run(
      """
      local real = { json = json, batch = batch, args = args }
      \(Definitions.text)
      local declared = { json = json, batch = batch, args = args }
      local problems = {}
      local function compare(path, a, b, problem)
        for key, value in next, a do
          local name, other = path .. key, b[key]
          if other == nil or (type(value) == "function") ~= (type(other) == "function") then
            problems[#problems + 1] = name .. problem
          elseif type(value) == "string" and name ~= "batch.version" and value ~= other then
            problems[#problems + 1] = name .. " is another string"
          elseif type(value) == "table" and type(other) == "table" then
            compare(name .. ".", value, other, problem)
          end
        end
      end
      compare("", real, declared, " is not declared as it is")
      compare("", declared, real, " is declared, but is not there")
      if #problems > 0 then error(table.concat(problems, "; "), 0) end
      """)
  }

  @Test func methodsAreThere() throws {
    for model in ModelType.all {
      let methods = ModelType.commonMethods + model.methods
      for method in methods {
        #expect(HostObject.record.methods.contains { $0.methodName == method })
      }
      let checks = methods.map { "assert(type(record.\($0)) == 'function')" }
      let reads = (model.fields.map(\.name) + HostObject.record.fields.map(\.name))
        .map { "local _ = record.\($0)" }
      try run(
        (["local record = batch.\(model.name).decode('{}')"] + checks + reads)
          .joined(separator: "\n"))
    }
    let checks = HostObject.array.methods.map { "assert(type(a.\($0.methodName)) == 'function')" }
    try run((["local a = json.decode('[]')"] + checks).joined(separator: "\n"))
  }

  /// The look-up table of the run time has the declared names and no others.
  @Test(arguments: ModelType.all.map(\.name))
  func namesOfRecordsAreDeclared(type: String) throws {
    let model = try #require(ModelType.all.first { $0.name == type })
    let declared =
      model.fields.map(\.name) + ModelType.commonMethods + model.methods
      + HostObject.record.fields.map(\.name)
    let names = ScriptInterface.batchLua(for: .openai).types[Int(model.type.rawValue)].all.map {
      $0.bytes.string
    }
    #expect(names.sorted() == declared.sorted())
  }

  /// Each type that is named in an annotation is declared in the file.
  @Test func typesAreDeclared() throws {
    let text = Definitions.text
    let declared = Set(
      text.matches(of: /\n---@(?:class|alias) ([A-Za-z.]+)/).map { String($0.1) })
    var types = FunctionTable.batchLua.all.flatMap { $0.parameters.map(\.type) + $0.returns }
    types += HostValue.all.map(\.type)
    types += HostObject.withMethods.flatMap { $0.fields.map(\.type) }
    types += ModelType.all.flatMap { model in model.fields.map { $0.annotation(in: model) } }
    types += BodyType.all.flatMap { $0.fields.map(\.type) }
    types += BodyType.requestBody + BodyType.responseBody
    for name in types.flatMap({ $0.matches(of: /(?:batch|json|openai)\.[A-Za-z.]+/) }) {
      #expect(declared.contains(String(name.0)), "\(name.0)")
    }
    #expect(declared.isSuperset(of: BodyType.all.map(\.name)))
    #expect(declared.isSuperset(of: ModelType.all.map { "batch.\($0.name)" }))
    #expect(declared.isSuperset(of: NamedStrings.all.map { "batch.\($0.name)" }))
  }

  /// A request to each endpoint whose body is known has a class of its own.
  @Test func requestsHaveTheirBodies() throws {
    #expect(BodyType.requests.count == BodyType.endpoints.count)
    for request in BodyType.requests {
      #expect(
        Definitions.text.contains(
          """
          ---@class batch.BatchRequestInput.\(request.endpoint): batch.BatchRequestInput
          ---@field body \(request.body) The request itself.
          """))
    }
  }

  @Test func bodiesAreInTheUnions() {
    #expect(Definitions.text.contains("---@field body batch.RequestBody"))
    #expect(Definitions.text.contains("---@field body batch.ResponseBody"))
    for name in BodyType.requestBody + BodyType.responseBody where name.hasPrefix("openai.") {
      #expect(BodyType.all.contains { $0.name == name }, "\(name)")
    }
    for body in BodyType.all {
      #expect(Set(body.fields.map(\.name)).count == body.fields.count, "\(body.name)")
    }
  }
}
