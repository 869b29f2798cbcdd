import Foundation
import Testing

/// Runs what the pages of commands show, as `ReadmeTests` does with README.md: each page in a
/// directory of its own, its blocks in their order.
@Suite struct CommandPagesTests {
  private static let folder = "Sources/BatchLua/BatchLua.docc"

  /// The pages whose title is a command.
  static let pages = try! Page.files(under: folder, endingIn: ".md").filter {
    try Page.read($0).hasPrefix("# batchlua ")
  }

  @Test func eachIsListed() throws {
    let index = try Page.read("\(Self.folder)/BatchLua.md")
    #expect(!Self.pages.isEmpty)
    for page in Self.pages {
      let name = page.dropFirst(Self.folder.count + 1).dropLast(3)
      #expect(index.contains("- <doc:\(name)>"), "\(name)")
    }
  }

  @Test(arguments: pages) func sessionsAreTrue(page: String) throws {
    let lines = try Page.read(page).split(separator: "\n", omittingEmptySubsequences: false)
    var blocks: [(language: String, text: String)] = []
    var isOpen = false
    for line in lines {
      if line.hasPrefix("```") {
        if !isOpen { blocks.append((String(line.dropFirst(3)), "")) }
        isOpen.toggle()
      } else if isOpen {
        blocks[blocks.count - 1].text += line + "\n"
      }
    }
    try #require(!isOpen)
    #expect(blocks.contains { $0.language == "sh" })
    try CommandRunner.inTemporaryDirectory { directory in
      try FileManager.default.createSymbolicLink(
        at: directory.appending(path: "scripts"),
        withDestinationURL: CommandRunner.package.appending(path: "scripts"))
      for (index, block) in blocks.enumerated() where block.language == "sh" {
        let next = index + 1 < blocks.count ? blocks[index + 1] : ("", "")
        let isShown = ["text", "json", "jsonl", "csv"].contains(next.0)
        let result = try CommandRunner.run(block.text, in: directory, mixed: isShown)
        #expect(result.exitCode == 0, "\(block.text)\(result.output)\(result.errors)")
        if isShown {
          #expect(result.output == next.1, "\(block.text)")
        } else {
          #expect(result.errors == "", "\(block.text)")
        }
      }
    }
  }
}
