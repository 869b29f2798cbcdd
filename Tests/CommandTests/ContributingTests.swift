import Foundation
import Testing

/// What CONTRIBUTING.md tells to touch is there, and so are the tests that it names.
@Suite struct ContributingTests {
  private let rows: [[String]]

  init() throws {
    rows = try Page(".github/CONTRIBUTING.md").table("## What to touch")
    try #require(rows.allSatisfy { $0.count == 3 })
  }

  @Test func filesAreThere() {
    for row in rows {
      let paths = Page.code(in: row[1]).filter { $0.contains("/") || $0.contains(".") }
      #expect(!paths.isEmpty, "\(row[0])")
      for path in paths { #expect(Page.exists(path), "\(row[0]): \(path)") }
    }
  }

  @Test func testsAreThere() throws {
    let texts = try Page.files(under: "Tests", endingIn: "Tests.swift").map(Page.read)
    for row in rows {
      let tests = Page.code(in: row[2])
      #expect(!tests.isEmpty, "\(row[0])")
      for test in tests {
        let words = test.split(separator: ".")
        try #require(words.count == 2, "\(test)")
        let isThere = texts.contains {
          $0.contains("struct \(words[0]) ") && $0.contains("func \(words[1])(")
        }
        #expect(isThere, "\(row[0]): \(test)")
      }
    }
  }

  /// Each library that the manifest finds by pkg-config is installed by the scripts, and linked
  /// into the program where there is an archive.
  @Test func librariesAreInstalledAndLinked() throws {
    let manifest = try Page.read("Package.swift")
    let setup = try Page.read("scripts/setup.sh")
    let archives = try Page.read("scripts/release.d/archives.sh")
    let declaration =
      #/
      \.systemLibrary\( \s* name: \s "(\w+)", \s* pkgConfig: \s "([^"]+)",
      \s* providers: \s \[ \.apt\( \["([^"]+)"\] \)
      /#
    let libraries = manifest.matches(of: declaration)
    let directories = try Page.directories(in: "Sources").filter { $0.hasPrefix("System") }
    // Headers of the C library need neither a package nor an archive.
    let ofSystem = manifest.matches(of: /\.systemLibrary\(name: "(\w+)"\)/)
    #expect(
      (libraries.map { String($0.output.1) } + ofSystem.map { String($0.output.1) }).sorted()
        == directories)
    for library in libraries {
      let (name, package) = (library.output.2, library.output.3)
      #expect(setup.contains("pkg-config --exists \(name) || missing+=(\(package))"), "\(name)")
      // Once where pkg-config is missing itself, and once in the help.
      #expect(setup.ranges(of: package).count >= 3, "\(package)")
      #expect(archives.contains(" \(name):"), "\(name)")
    }
  }
}
