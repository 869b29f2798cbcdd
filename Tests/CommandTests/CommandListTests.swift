import Foundation
import Testing

/// A command whose file is there is known to the program and to README.md.
@Suite struct CommandListTests {
  /// What the files of commands call them.
  private static func names() throws -> [String] {
    let texts = try Page.files(under: "Sources/BatchLuaCommand", endingIn: "Command.swift")
      .map(Page.read)
    return texts.filter { $0.contains(": ParsableCommand {") }
      .compactMap { $0.firstMatch(of: /commandName: "([a-z]+)"/).map { String($0.output.1) } }
  }

  @Test func eachCommandIsKnown() throws {
    let names = try Self.names()
    #expect(names.count >= 3)
    for name in names {
      let help = try CommandRunner.run("batchlua \(name) --help", in: CommandRunner.package)
      #expect(help.exitCode == 0 && help.output.contains("USAGE: batchlua \(name)"), "\(name)")
    }
    let help = try CommandRunner.run("batchlua --help", in: CommandRunner.package).output
    let list = try #require(help.range(of: "\nSUBCOMMANDS:"))
    let listed = help[list.upperBound...].matches(of: #/\n  ([a-z]+) /#).map {
      String($0.output.1)
    }
    #expect(Set(listed) == Set(names))
  }

  @Test func theReadmeNamesEachCommand() throws {
    let readme = try Page.read("README.md")
    for name in try Self.names() { #expect(readme.contains("`batchlua \(name)"), "\(name)") }
  }
}
