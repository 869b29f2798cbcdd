import CLua
import Foundation
import LuaVM
import Testing

@testable import BatchLua

/// `Lua/every-crossing.lua`, which uses each function and type once, where memory fails or garbage
/// is collected at the worst moment.
@Suite(.serialized)
struct CrossingTests {
  private let world = try! CrossingWorld()

  @Test func allFunctionsAreUsed() throws {
    let script = try String(contentsOfFile: CrossingWorld.script, encoding: .utf8)
    for function in FunctionTable.batchLua.all {
      let name = function.name.replacing("record", with: "").replacing("array:", with: ":")
      let part = name.drop { $0 != "." && $0 != ":" }
      #expect(script.contains(part), "\(function.name)")
    }
    for type in ModelType.all { #expect(script.contains("batch.\(type.name)"), "\(type.name)") }
  }

  @Test func runs() throws {
    let result = try world.run()
    #expect(result.error == nil, "\(result.error!)")
    #expect(result.output?.split(separator: "\n").count == 7)
  }

  @Test func collectionAtEachCrossing() throws {
    let plain = try world.run()
    let stressed = try world.run { $0.collectAtEachCrossing() }
    #expect(stressed.error == nil, "\(stressed.error!)")
    #expect(stressed.output == plain.output)
  }

  /// Lua collects all garbage when an allocation fails, and tries again.
  @Test func eachAllocationFailsOnce() throws {
    let plain = try world.run()
    for number in try world.allocations(of: .script) {
      let result = try world.run { $0.failAllocations(number...number) }
      #expect(result.error == nil, "allocation \(number): \(result.error!)")
      #expect(result.output == plain.output, "allocation \(number)")
    }
  }

  @Test(arguments: CrossingWorld.Part.allCases)
  func memoryEndsAtEachAllocation(part: CrossingWorld.Part) throws {
    for number in try world.allocations(of: part) {
      let result = try world.run { $0.failAllocations(number...Int.max) }
      // The number of allocations differs a little from run to run, with the seed of hashes.
      if result.allocations < number { continue }
      let error = try #require(result.error, "allocation \(number)")
      #expect(error.isOutOfMemory, "allocation \(number): \(error)")
      #expect(result.output == nil)
      #expect(world.leftNothing, "allocation \(number)")
    }
  }
}

extension RunError {
  fileprivate var isOutOfMemory: Bool {
    description.contains("needs more than 1 GiB of memory")
      || description.contains("no memory for any script: the system refuses it")
  }
}

/// Files for the script, and its runs.
struct CrossingWorld {
  static let script = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Lua/every-crossing.lua").path

  enum Part: CaseIterable {
    /// Making the state.
    case state
    /// The script.
    case script
  }

  struct Result {
    var error: RunError?
    var output: String?
    /// Allocations that were tried, when they were to fail or to be counted.
    var allocations = 0
  }

  private let scratch: Scratch
  private let input: String

  init() throws {
    scratch = try Scratch()
    let line =
      #"{"custom_id":"ID","method":"POST","url":"/v1/chat/completions","body":{"model":"m","#
      + #""stop":null,"list":[1,2.50,"three",null,true,[],{}],"numbers":[3,1,2],"#
      + #""big":123456789012345678901,"messages":[{"role":"user","content":"Hi \u00e9"}]}}"#
    let lines = ["r0", "r1", "r3", "r4", "r2", "r5"].map { line.replacing("ID", with: $0) + "\n" }
    input = try scratch.write(lines.joined(), to: "in.jsonl")
    _ = try scratch.write(try String(contentsOfFile: Self.script, encoding: .utf8), to: "s.lua")
    _ = try scratch.write("return { answer = 42 }\n", to: "helper.lua")
    _ = try scratch.write(
      #"{"custom_id":"a","response":{"body":{"data":[1]}},"error":null}"# + "\n",
      to: "results.jsonl")
    _ = try scratch.write("one\ntwo\n", to: "prompts.txt")
    _ = try scratch.write("name;price\nTea;2\n", to: "products.csv")
  }

  /// One run; nothing of its state is left.
  func run(
    script: String? = nil, _ prepare: @escaping @Sendable (VM) -> Void = { _ in }
  ) throws -> Result {
    for name in ["out.jsonl", "out"] {
      try? FileManager.default.removeItem(atPath: scratch.path(name))
    }
    var options = RunOptions(
      script: .file(Path(script ?? scratch.path("s.lua"))), inputs: [.file(input)])
    options.output = .file(scratch.place("out.jsonl"))
    options.definitions = [Definition("d", scratch.folder.path + "/")]
    options.maxMemory = 1 << 30
    nonisolated(unsafe) var state: VM?
    options.onOpen = { vm in
      prepare(vm)
      state = vm
    }
    let balance = Balance(of: &options)
    var result = Result()
    do {
      try Run(options).execute()
    } catch {
      result.error = error
    }
    balance.check()
    result.allocations = state?.allocations ?? 0
    result.output = try? scratch.text("out.jsonl")
    return result
  }

  var leftNothing: Bool {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: scratch.folder.path)) ?? []
    return names.sorted()
      == ["helper.lua", "in.jsonl", "products.csv", "prompts.txt", "results.jsonl", "s.lua"]
  }

  /// The numbers of allocations of a part: one of 13, or all when the environment has
  /// BATCHLUA_SWEEP=all, which takes minutes.
  func allocations(of part: Part) throws -> StrideThrough<Int> {
    let state = try allocations(of: scratch.write("function begin() end", to: "none.lua"))
    try FileManager.default.removeItem(atPath: scratch.path("none.lua"))
    let environment = ProcessInfo.processInfo.environment
    // A sanitizer takes longer.
    let usual = environment["BATCHLUA_SANITIZED"] == nil ? 13 : 59
    let step = environment["BATCHLUA_SWEEP"] == "all" ? 1 : usual
    switch part {
    case .state: return stride(from: 1, through: state, by: step)
    case .script:
      return stride(from: state, through: try allocations(of: scratch.path("s.lua")), by: step)
    }
  }

  private func allocations(of script: String) throws -> Int {
    try run(script: script) { $0.failAllocations(Int.max...Int.max) }.allocations
  }
}
