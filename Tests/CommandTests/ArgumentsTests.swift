import Foundation
import Glibc
import Testing

@testable import BatchLuaCommand

/// The arguments of the process.
struct ArgumentsTests {
  @Test(arguments: [
    Array("plain".utf8), [0x63, 0xE9, 0x2E], [0xFF, 0xFE], Array("\u{10FFFF}\u{10FF80}x".utf8),
    [0xF4, 0x8F, 0xBF], Array("日本\u{10FF7F}".utf8), [],
  ])
  func bytesStayAsTheyAre(bytes: [UInt8]) {
    let text = Arguments.text(of: bytes)
    #expect(Arguments.bytes(of: text) == bytes)
    #expect(Arguments.isText(text) == (String(validating: bytes, as: UTF8.self) != nil))
  }

  @Test func noTwoArgumentsHaveOneText() {
    let bytes: [[UInt8]] = [[0xFF], Array("\u{10FFFF}".utf8), [0xF4, 0x8F], [0xC3, 0xBF]]
    #expect(Set(bytes.map { Arguments.text(of: $0) }).count == bytes.count)
    #expect(Arguments.shown(Arguments.text(of: [0x61, 0xFF, 0x0A])) == #"a\xff\n"#)
  }

  @Test(arguments: [
    (["run", "-Dx=1", "-Ldir", "s"], ["run", "-D", "x=1", "-L", "dir", "s"]),
    (["run", "-D", "-Dx", "-D=1"], ["run", "-D", "-Dx", "-D", "=1"]),
    (["run", "s", "--", "-Dx=1"], ["run", "s", "--", "-Dx=1"]),
    (["run", "-D", "--", "-Dx=1"], ["run", "-D", "--", "-D", "x=1"]),
    (["help", "-Dx"], ["help", "-Dx"]),
  ])
  func joinedOptions(arguments: [String], expected: [String]) {
    #expect(RunCommand.separated(arguments) == expected)
  }

  @Test func joinedOptionsOfTheCommand() throws {
    let tool = try Tool()
    try FileManager.default.createDirectory(
      atPath: tool.path("lib"), withIntermediateDirectories: true)
    try tool.write("return args.x", to: "lib/m.lua")
    let result = try tool.run(
      "-Dx=a=b", "-Llib", "-e", "body.model = require('m')", "-", input: Tool.requests(1))
    #expect(result.output == Tool.request("r1", model: "a=b") + "\n", "\(result.error)")
  }

  /// They come from the system's call, not from a file system that need not be there.
  @Test(.enabled(if: geteuid() == 0, "only root has mounts of its own"))
  func withoutProc() throws {
    let tool = try Tool()
    try tool.write(Tool.requests(1), to: "in.jsonl")
    let wrapper = [
      "/usr/bin/unshare", "-m", "/bin/sh", "-c", #"mount -t tmpfs none /proc && exec "$0" "$@""#,
    ]
    let good = try tool.run(
      command: ["run", "-e", "body.model = 'm'", "in.jsonl", "-o", "out.jsonl"], through: wrapper)
    #expect(good.code == 0 && good.output == "", "\(good.error)")
    #expect(try tool.read("out.jsonl") == Tool.request("r1", model: "m") + "\n")
    let bad = try tool.run(command: ["run", "--nonsense", "-e", "true"], through: wrapper)
    #expect(bad.code == 2 && bad.output == "")
    #expect(bad.error.hasPrefix("error: unknown option '--nonsense'\n"), "\(bad.error)")
  }

  @Test(arguments: [
    (
      ["s.lua", "in.jsonl"],
      "there is no command 's.lua'; to run a script: batchlua run s.lua in.jsonl"
    ),
    (
      ["-e", "it's", "x"],
      #"there is no command '-e'; to run a script: batchlua run -e 'it'\''s' x"#
    ),
    (["in.jsonl"], "there is no command 'in.jsonl'; to run a script: batchlua run in.jsonl"),
    (["hlep", "run"], "there is no command 'hlep'; did you mean 'help'?"),
    (["zzzzzz"], "there is no command 'zzzzzz'; 'batchlua help' lists all"),
  ])
  func noCommand(arguments: [String], message: String) throws {
    let tool = try Tool()
    try tool.write("", to: "in.jsonl")
    let result = try tool.run(command: arguments)
    #expect(result.code == 2 && result.output == "")
    #expect(result.error == "error: \(message)\n")
  }

  @Test(arguments: [["run", "-D", "=x", "-e", "true"], ["run", "--jobs", "0", "-e", "true"]])
  func usageIsThatOfTheCommand(arguments: [String]) throws {
    let result = try Tool().run(command: arguments)
    #expect(result.code == 2)
    #expect(result.error.hasPrefix("error: -"), "\(result.error)")
    #expect(result.error.contains("\nUsage: batchlua run [OPTIONS] SCRIPT"), "\(result.error)")
  }

  @Test(arguments: [[], ["--sandbox"]])
  func standardInputIsOneInput(options: [String]) throws {
    let result = try Tool().run(
      command: ["run", "-e", "true"] + options + ["-", "-"], input: Tool.requests(1))
    #expect(result.code == 2 && result.output == "")
    #expect(
      result.error == "error: standard input ('-') is given twice; it can be read once\n")
  }
}
