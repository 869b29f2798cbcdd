import BatchLua
import Foundation
import Testing

/// The version is one constant, and all that show it agree.
@Suite struct VersionTests {
  @Test func theProgramPrintsIt() throws {
    let result = try CommandRunner.run("batchlua --version", in: CommandRunner.package)
    #expect(
      result.output
        == "batchlua \(Version.current) (Lua \(Version.lua), simdjson \(Version.simdjson))\n")
    #expect(Version.lua.hasPrefix("5.4.") && Version.simdjson.contains(/^\d+\.\d+\.\d+$/))
  }

  @Test func theChangelogBeginsWithIt() throws {
    let changelog = try Page.read("Sources/BatchLua/BatchLua.docc/Changelog.md")
    let heading = try #require(changelog.firstMatch(of: /\n## (\S+)/)).output.1
    #expect(heading == Version.current)
  }

  /// Scripts see it, and what they require is compared with it.
  @Test func scriptsRequireIt() throws {
    let numbers = Version.current.split(separator: ".").compactMap { Int($0) }
    try #require(numbers.count == 3)
    let newer = "\(numbers[0]).\(numbers[1]).\(numbers[2] + 1)"
    let code = """
      assert(batch.version == "\(Version.current)", batch.version)
      for _, wanted in ipairs { "", ">=", "==", "<=" } do
        batch.require_version(wanted .. "\(Version.current)")
      end
      batch.require_version("<\(newer)")
      for _, wanted in ipairs { "\(newer)", ">\(Version.current)", "==\(newer)" } do
        local ok, message = pcall(batch.require_version, wanted)
        assert(not ok and message:find("this is \(Version.current)", 1, true), message)
      end
      """
    let result = try CommandRunner.run(
      "echo '{}' | batchlua run --type json -e '\(code)'", in: CommandRunner.package)
    #expect(result.exitCode == 0, "\(result.errors)")
  }

  /// Nothing else says it: what shows a release takes it from the constant.
  @Test func noOtherPlaceSaysIt() throws {
    let paths = try Page.files(under: "Sources", endingIn: ".swift")
    let saying = try paths.filter { try Page.read($0).contains("\"\(Version.current)\"") }
    #expect(saying.count == 1)
  }
}
