import Foundation
import Testing

/// Architecture.md says how the code is: its tables are compared with it.
@Suite struct ArchitectureTests {
  private let page: Page

  init() throws { page = try Page("Sources/BatchLua/BatchLua.docc/Architecture.md") }

  /// The folders of each target by Sources/folders.txt.
  private static func order() throws -> [String: [String]] {
    var order: [String: [String]] = [:]
    for line in try Page.read("Sources/folders.txt").split(separator: "\n") {
      let words = line.prefix { $0 != "#" }.split(separator: " ").map(String.init)
      if let target = words.first, target.hasSuffix(":") {
        order[String(target.dropLast())] = Array(words.dropFirst())
      }
    }
    return order
  }

  @Test func foldersAreThoseOfTheList() throws {
    let order = try Self.order()
    let headings = try page.section("## Folders").filter { $0.hasPrefix("### ") }
    #expect(Set(headings.map { String($0.dropFirst(4)) }) == Set(order.keys))
    for (target, folders) in order {
      let rows = try page.table("### \(target)")
      #expect(rows.map { $0[0] } == folders.map { "`\($0)`" }, "\(target)")
      #expect(rows.allSatisfy { $0.count == 2 && !$0[1].isEmpty })
    }
  }

  @Test func foldersOfTheListAreThere() throws {
    let order = try Self.order()
    for target in try Page.directories(in: "Sources") {
      let folders = try Page.directories(in: "Sources/\(target)").filter {
        !$0.hasSuffix(".docc") && !(target.hasPrefix("C") && $0 == "include")
      }
      let listed = (order[target] ?? []).filter { !(target.hasPrefix("C") && $0 == "include") }
      #expect(folders == listed.sorted(), "\(target)")
    }
  }

  @Test func targetsAreThoseOfThePackage() throws {
    let rows = try page.table("## Targets")
    let targets = try Page.directories(in: "Sources").filter { !$0.hasPrefix("System") }
    #expect(rows.compactMap { Page.code(in: $0[0]).first }.sorted() == targets)
    let package = try Page.read("Package.swift")
    for row in rows {
      let name = try #require(Page.code(in: row[0]).first)
      let uses = try Self.dependencies(of: name, in: package)
      #expect(Set(Page.code(in: row[2])) == uses, "\(name)")
    }
  }

  /// The targets that a target of Package.swift depends on.
  private static func dependencies(of target: String, in package: String) throws -> Set<String> {
    let start = try #require(
      package.range(of: "arget\\(\\s*name: \"\(target)\"", options: .regularExpression))
    let declaration = package[start.upperBound...].prefix { $0 != "." && $0 != "[" }
    guard declaration.contains("dependencies:") else { return [] }
    let rest = package[declaration.endIndex...].dropFirst()
    let names = rest.prefix { $0 != "]" }.split(separator: "\"").map(String.init)
    return Set(names.filter { Page.exists("Sources/\($0)") && !$0.contains(where: \.isWhitespace) })
  }

  /// Each type and function of the way is declared in its folder.
  @Test func theWayOfALineIsThatOfTheCode() throws {
    let rows = try page.table("## The way of one line")
    #expect(rows.count > 12)
    for row in rows {
      let folder = try #require(Page.code(in: row[2]).first)
      let sources = try Self.sources(under: "Sources/\(folder)")
      for name in Page.code(in: row[1]) {
        let isType = name.first?.isUppercase == true
        let declaration = isType ? Self.declaration(of: name) : "\\b\(name)\\("
        #expect(Self.contains(sources, declaration), "\(name) is not in \(folder)")
      }
    }
  }

  /// Whatever looks like a type is one.
  @Test func allTypesAreThere() throws {
    let sources = try Self.sources(under: "Sources")
    let names = Page.code(in: page.text.replacing(/```[^`]*```/, with: ""))
      .filter { $0.contains(/^[A-Z][A-Za-z]*[a-z][A-Za-z]*$/) }
    let places = Set(
      try Page.directories(in: "Sources") + Self.order().values.flatMap { $0 } + ["System"])
    let types = Set(names).subtracting(places)
    #expect(types.count > 20)
    for name in types {
      let isTest = name.hasSuffix("Tests") && Page.exists("Tests/CommandTests/\(name).swift")
      #expect(isTest || Self.contains(sources, Self.declaration(of: name)), "\(name)")
    }
  }

  @Test func eachWordStandsOnce() throws {
    let words = try page.table("## Words")
    #expect(words.count == 20)
    #expect(Set(words.map { $0[0] }).count == words.count)
    #expect(words.allSatisfy { $0.count == 2 && !$0[1].isEmpty })
  }

  @Test func pagesLinkIt() throws {
    let landing = try Page.read("Sources/BatchLua/BatchLua.docc/BatchLua.md")
    for path in try Page.files(under: "Sources/BatchLua/BatchLua.docc", endingIn: ".md") {
      let name = try #require(path.split(separator: "/").last).dropLast(3)
      #expect(name == "BatchLua" || landing.contains("- <doc:\(name)>"), "\(name)")
    }
    let readme = try Page.read("README.md")
    for link in readme.matches(of: /\]\(([^)#]+)\)/) where !link.output.1.contains(":") {
      #expect(Page.exists(String(link.output.1)), "\(link.output.1)")
    }
    for path in [
      "Sources/BatchLua/BatchLua.docc/Architecture.md", ".github/CONTRIBUTING.md",
      ".github/SECURITY.md", "Sources/BatchLua/BatchLua.docc/Changelog.md",
    ] {
      #expect(readme.contains("](\(path))"), "\(path)")
    }
  }

  // MARK: Sources

  private static func sources(under path: String) throws -> [String] {
    let files = try Page.files(under: path).filter { $0.contains(/\.(swift|c|h)$/) }
    try #require(!files.isEmpty, "\(path)")
    return try files.map(Page.read)
  }

  private static func declaration(of type: String) -> String {
    "\\b(class|struct|enum|protocol) \(type)\\b"
  }

  private static func contains(_ sources: [String], _ pattern: String) -> Bool {
    sources.contains { $0.range(of: pattern, options: .regularExpression) != nil }
  }
}
