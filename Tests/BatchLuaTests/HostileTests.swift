import BatchLua
import Foundation
import Testing

/// The scripts of `Hostile/` under limits of time and memory, one after another in this process.
@Suite(.serialized)
struct HostileTests {
  private static let here = HostileScript.all.filter {
    !HostileScript.outside.contains($0.name)
  }

  @Test func scriptsAreFound() { #expect(HostileScript.all.count > 100) }

  @Test(arguments: here)
  func script(script: HostileScript) throws {
    let world = try HostileWorld()
    let error = try world.run(script, timeout: script.expectation.timeout)
    let text = error?.description ?? ""
    #expect(!text.contains("ESCAPE"), "\(text)")
    #expect(text.utf8.count < 5000)
    let isLate = text.contains("the script took longer than 0.")
    switch script.expectation {
    case .ok: #expect(error == nil)
    case .error: #expect(error != nil && !isLate, "\(text)")
    case .timeout: #expect(isLate, "\(text)")
    case .memory: #expect(text.contains("needs more than 64 MiB of memory"), "\(text)")
    case .denied, .safe: break
    }
    if HostileScript.permitted.contains(script.name) { #expect(error == nil, "\(text)") }
    if let error {
      #expect([.record, .script, .timeout].contains(error.kind), "\(text)")
      #expect(world.output == nil)
    } else {
      let lines = try #require(world.output).split(separator: "\n")
      for line in lines {
        _ = try JSONSerialization.jsonObject(with: Data(line.utf8))
      }
    }
  }

  /// A state without memory is of no further use, also where bad records are passed over.
  @Test func skipDoesNotGoOnWithoutMemory() throws {
    let script = try #require(HostileScript.all.first { $0.name == "204_mem_pcall_swallow.lua" })
    #expect(try HostileWorld().run(script, timeout: 20, .skip)?.kind == .record)
  }
}

extension HostileScript.Expectation {
  /// Seconds that a script of this class gets.
  fileprivate var timeout: Double {
    switch self {
    case .ok, .error, .memory: 20
    case .timeout: 0.2
    case .denied, .safe: 0.5
    }
  }
}

/// Two records and a place for what a script makes of them.
private struct HostileWorld {
  private let scratch: Scratch
  private let input: String

  init() throws {
    scratch = try Scratch()
    let line =
      #"{"custom_id":"ID","method":"POST","url":"/v1/chat/completions","body":{"model":"m","#
      + #""n":9007199254740993,"messages":[{"role":"user","content":"Hi"}]}}"#
    input = try scratch.write(
      ["a", "b"].map { line.replacing("ID", with: $0) + "\n" }.joined(), to: "in.jsonl")
  }

  var output: String? { try? scratch.text("out.jsonl") }

  /// The error that a run ends with. Nothing of the run is left.
  func run(
    _ script: HostileScript, timeout: Double, _ policy: RunOptions.ErrorPolicy = .fail
  ) throws -> RunError? {
    let path = try script.code.isEmpty ? script.path : scratch.write(script.code, to: "s.lua")
    var options = RunOptions(script: .file(Path(path)), inputs: [.file(input)])
    options.moduleDirectories = [Path(HostileScript.folder.path)]
    options.output = .file(scratch.place("out.jsonl"))
    options.timeout = timeout
    options.maxMemory = 64 << 20
    options.onError = policy
    let balance = Balance(of: &options)
    defer { balance.check() }
    do {
      try Run(options).execute()
      return nil
    } catch {
      return error
    }
  }
}
