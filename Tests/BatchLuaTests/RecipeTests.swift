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

  /// scripts/recipes writes what the program brings along.
  @Test func filesAreThoseOfTheDirectory() throws {
    let package = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let root = package.appending(path: "scripts/examples")
    #expect(Recipe.files.count > 40)
    for (path, text) in Recipe.files {
      let file = try String(contentsOf: root.appending(path: path), encoding: .utf8)
      #expect(text == file, "\(path): run scripts/recipes")
    }
    for recipe in Recipe.all {
      #expect(!recipe.text.isEmpty, "\(recipe.name): run scripts/recipes")
      #expect(recipe.inputs.isEmpty == (recipe.arguments.isEmpty && recipe.inputs.isEmpty))
    }
  }
}
