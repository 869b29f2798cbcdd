import Foundation
import Testing

/// A page of Markdown of this package, and its tables.
struct Page {
  let text: String
  private let lines: [Substring]

  /// A path below the package.
  init(_ path: String) throws {
    text = try Self.read(path)
    lines = text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  static func read(_ path: String) throws -> String {
    try String(contentsOf: CommandRunner.package.appending(path: path), encoding: .utf8)
  }

  static func exists(_ path: String) -> Bool {
    let file = CommandRunner.package.appending(path: path).path(percentEncoded: false)
    return FileManager.default.fileExists(atPath: file)
  }

  /// Paths below the package of the files in a directory, at any depth, sorted.
  static func files(under path: String, endingIn suffix: String = "") throws -> [String] {
    let root = CommandRunner.package.appending(path: path).path(percentEncoded: false)
    let names = try #require(FileManager.default.enumerator(atPath: root))
    return names.compactMap { $0 as? String }.filter { $0.hasSuffix(suffix) }.sorted()
      .map { path + "/" + $0 }
  }

  /// The directories in a directory, sorted.
  static func directories(in path: String) throws -> [String] {
    let root = CommandRunner.package.appending(path: path)
    return try FileManager.default.contentsOfDirectory(
      at: root, includingPropertiesForKeys: [.isDirectoryKey]
    ).filter { try $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true }
      .map(\.lastPathComponent).sorted()
  }

  /// The text below a heading ("## Words"), up to the next one of its level or above.
  func section(_ heading: String) throws -> [Substring] {
    let start = try #require(lines.firstIndex { $0 == heading }, "\(heading)")
    let level = heading.prefix { $0 == "#" }.count
    return lines[(start + 1)...].prefix { line in
      let marks = line.prefix { $0 == "#" }.count
      return marks == 0 || marks > level || line.dropFirst(marks).first != " "
    }.map { $0 }
  }

  /// The rows of the first table below a heading, without its head.
  func table(_ heading: String) throws -> [[String]] {
    let rows = try section(heading).drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }
    try #require(rows.count > 2, "\(heading)")
    return rows.dropFirst(2).map { row in
      row.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
    }
  }

  /// What stands between backticks.
  static func code(in text: some StringProtocol) -> [String] {
    String(text).matches(of: /`([^`]+)`/).map { String($0.output.1) }
  }
}
