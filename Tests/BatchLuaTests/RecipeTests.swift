import Foundation
import Testing

@testable import BatchLua
@testable import BatchLuaReference

struct RecipeTests {
  /// The list is that of the directory.
  @Test func allAreListed() throws {
    let package = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let root = package.appending(path: "scripts/examples").path
    let files = try FileManager.default.subpathsOfDirectory(atPath: root)
      .filter { $0.hasSuffix(".lua") && !$0.contains(".test/") }
    #expect(Set(files) == Set(Recipe.all.map(\.path)))
    #expect(Recipe.all.map(\.name) == Recipe.all.map(\.name).sorted())
  }
}
