import Foundation
import Testing

/// scripts/folders, which holds the folders of the sources to their order: on sources of its own,
/// since on those of the package it finds nothing.
@Suite struct FoldersCheckTests {
  private static let swift = [
    "Low/Table.swift": """
    struct Table {
      var places = 0  // High
      let text = "High \\(places)"
    }
    extension Table { fileprivate func hidden() {} }
    """,
    "High/ScriptState.swift": """
    struct High { enum Mode { case direct, behind(Int) } }
    extension Table {
      func turned() -> Int { places }
      static func make() -> Table { Table() }
    }
    func helper() {}
    """,
  ]

  private static let c = [
    "state/state.h": "typedef struct vm vm;\nvoid say(vm *vm);\n",
    "state/state.c":
      "#include \"state/state.h\"\nvoid say(vm *vm) {}\nstatic void close(void) {}\n",
    "host/host.h":
      "#include \"state/state.h\"\nenum { HOST_MAGIC = 1 };\nstruct vm {\n  int a;\n};\n",
    "host/host.c": "#include \"host/host.h\"\nvoid close(vm *vm) { say(vm); }\n",
  ]

  /// What the check says of a target T, of which some files are others; each line without the path
  /// of the sources.
  private func faults(
    _ files: [String: String], order: String, _ changes: [String: String] = [:]
  ) throws -> [String] {
    try CommandRunner.inTemporaryDirectory { directory in
      for name in ["scripts/folders", "scripts/folders.d"] {
        let copy = directory.appending(path: name)
        try FileManager.default.createDirectory(
          at: copy.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.copyItem(
          at: CommandRunner.package.appending(path: name), to: copy)
      }
      let sources = directory.appending(path: "Sources")
      for (name, text) in files.merging(changes, uniquingKeysWith: { $1 }) {
        let file = sources.appending(path: "T").appending(path: name)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
      }
      try Data(order.utf8).write(to: sources.appending(path: "folders.txt"))
      let result = try CommandRunner.run("scripts/folders", in: directory)
      #expect(result.exitCode == (result.errors.isEmpty ? 0 : 1))
      return result.errors.split(separator: "\n").map {
        $0.replacingOccurrences(of: "Sources/T/", with: "")
      }
    }
  }

  @Test func foldersInOrderAreGood() throws {
    #expect(try faults(Self.swift, order: "T: Low High\n") == [])
    #expect(try faults(Self.c, order: "T: state host\n") == [])
  }

  @Test(arguments: [
    ("func use() -> Any { High.self }", "High"), ("func use() { helper() }", "helper"),
    ("func use(table: Table) { _ = table.turned() }", "turned"),
    ("extension Table { func use() { _ = turned() } }", "turned"),
    ("func use() { _ = Table.make() }", "make"),
    ("func use(mode: Any) { take(mode, .behind(1)) }", "behind"),
    (#"func use() -> String { "\" \(helper("b")) c" }"#, "helper"),
  ])
  func swiftNamesAreSeen(line: String, name: String) throws {
    #expect(
      try faults(Self.swift, order: "T: Low High\n", ["Low/Use.swift": "\n" + line]) == [
        "Low/Use.swift:2: Low uses \(name) of High, which comes after it"
      ])
  }

  /// Names in comments and texts, of variables, and of members that other types have too.
  @Test(arguments: [
    "// High helper()", "let use = \"High helper()\"", "let use = \"\"\"\n  High\n  \"\"\"",
    "func use(helper: Int) -> Int { helper }",
    "struct Other { func turned() {} }\nfunc use(other: Other) { other.turned() }",
  ])
  func otherSwiftNamesAreNot(line: String) throws {
    #expect(try faults(Self.swift, order: "T: Low High\n", ["Low/Use.swift": line]) == [])
  }

  @Test(arguments: [
    ("void use(vm *vm) { close(vm); }", "close"),
    ("int use(void) { return HOST_MAGIC; }", "HOST_MAGIC"),
    ("#include \"host/host.h\"", "a header"),
  ])
  func namesOfCAreSeen(line: String, name: String) throws {
    #expect(
      try faults(Self.c, order: "T: state host\n", ["state/use.c": "\n" + line]) == [
        "state/use.c:2: state uses \(name) of host, which comes after it"
      ])
  }

  @Test func otherNamesOfCAreNot() throws {
    let text = "// close(vm)\nstatic void close(void) {}\nvoid use(void) { close(); }\n"
    #expect(try faults(Self.c, order: "T: state host\n", ["state/use.c": text]) == [])
  }

  @Test func namesThatTheListIgnoresAreNot() throws {
    let use = ["Low/Use.swift": "func use() { helper() }"]
    #expect(try faults(Self.swift, order: "T: Low High\nT ignores helper  # a reason\n", use) == [])
  }

  @Test func filesAboveTheFoldersUseAllAndAreUsedByNone() throws {
    let face = ["Face.swift": "func face() { helper() }"]
    #expect(try faults(Self.swift, order: "T: Low High\n", face) == [])
    #expect(
      try faults(
        Self.swift, order: "T: Low High\n",
        face.merging(["High/Use.swift": "func use() { face() }"]) { $1 })
        == ["High/Use.swift:1: High uses face of a file above all folders"])
  }

  @Test func largeAndUnknownFoldersAreFaults() throws {
    let many = Dictionary(uniqueKeysWithValues: (1...15).map { ("Low/F\($0).swift", "") })
    #expect(
      try faults(Self.swift, order: "T: Low High\n", many)
        == [
          "Sources/T/Low has 16 files; a folder takes 15"
        ].map { $0.replacingOccurrences(of: "Sources/T/", with: "") })
    #expect(
      try faults(Self.swift, order: "T: Low\n") == ["High is not in Sources/folders.txt"])
    #expect(
      try faults(Self.swift, order: "# T\n") == [
        "High is not in Sources/folders.txt", "Low is not in Sources/folders.txt",
      ])
  }
}
