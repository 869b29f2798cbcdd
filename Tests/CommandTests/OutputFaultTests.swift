import Foundation
import Glibc
import Testing

/// Outputs that cannot be written: the file that was there stays, and nothing else.
struct OutputFaultTests {
  let tool: Tool
  /// Lines that are hard to pack.
  private let lines: String

  init() throws {
    tool = try Tool()
    var generator = SystemRandomNumberGenerator()
    lines = (0..<500).map { (number) -> String in
      let noise = (0..<100).map { _ in String(generator.next(), radix: 36) }.joined()
      return Tool.request("\(number)-\(noise)") + "\n"
    }.joined()
    try tool.write(lines, to: "in.jsonl")
    // The names of the folder leave it out.
    try tool.write("stateless = true function transform(r) end", to: ".of-stateless.lua")
    try FileManager.default.createDirectory(
      atPath: tool.path("d"), withIntermediateDirectories: false)
  }

  /// The names in the folder "d".
  private var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: tool.path("d"))) ?? []).sorted()
  }

  private static let writer = """
    if not w then w = batch.writer("d/part.jsonl", { type = "BatchRequestInput" }) end
    w:write(req)
    """
  private static let reject = "error('no')"

  /// Arguments that write much to a file of the folder "d", and which one.
  static let ways: [(arguments: [String], file: String)] = [
    (["-e", "true", "-o", "d/out.jsonl"], "d/out.jsonl"),
    (["-e", "true", "-o", "d/out.jsonl.gz"], "d/out.jsonl.gz"),
    (["-e", "true", "-o", "d/out.jsonl.zst"], "d/out.jsonl.zst"),
    (["-e", writer, "-o", "/dev/null"], "d/part.jsonl"),
    (["--jobs", "2", ".of-stateless.lua", "-o", "d/out.jsonl"], "d/out.jsonl"),
    (["--sandbox", "-e", "true", "-o", "d/out.jsonl"], "d/out.jsonl"),
    (
      ["-q", "--on-error", "quarantine", "-e", reject, "-o", "o", "--rejects", "d/bad.jsonl"],
      "d/bad.jsonl"
    ),
  ]

  private func expectFailure(
    _ arguments: [String], _ file: String, _ reason: String, through wrapper: [String] = []
  ) throws {
    try tool.write("old\n", to: file)
    let result = try tool.run(command: ["run"] + arguments + ["in.jsonl"], through: wrapper)
    #expect(result.code == 2, "signal \(result.signal ?? 0)")
    // Of the rejects, the reasons may be what does not fit any more.
    let message = result.error.replacing(".errors.jsonl", with: "")
    #expect(message.hasPrefix("error: cannot write \(file): \(reason)\n"), "\(result.error)")
    #expect(try tool.read(file) == "old\n")
    #expect(tool.names == ["d", "in.jsonl"])
    #expect("d/" + names.joined(separator: " ") == file)
  }

  // MARK: Full

  @Test(
    .enabled(if: SmallDisk.isPossible, "only root may mount a small file system"),
    arguments: ways.indices)
  func fullDisk(way: Int) throws {
    let disk = try SmallDisk(tool.path("d"), options: "size=256k")
    let (arguments, file) = Self.ways[way]
    try expectFailure(arguments, file, "no space left on the device")
    withExtendedLifetime(disk) {}
  }

  /// One that could hold each of the files of a sandbox, but not all.
  @Test(.enabled(if: SmallDisk.isPossible, "only root may mount a small file system"))
  func diskThatASandboxFills() throws {
    let line = Tool.request("ID", model: String(repeating: "m", count: 20_000)) + "\n"
    try tool.write(
      (1...300).map { line.replacing("ID", with: "r\($0)") }.joined(), to: "in.jsonl")
    let disk = try SmallDisk(tool.path("d"), options: "size=4m")
    for rejected in ["req.index % 2 == 0", "true", "false"] {
      let result = try tool.run(
        "--sandbox", "-q", "--on-error", "quarantine", "--rejects", "d/bad", "-o", "d/out", "-e",
        "if \(rejected) then error('no') end", "in.jsonl")
      #expect(result.code == 2)
      #expect(
        result.error.contains(/^error: cannot write d\/(bad|out): no space left on the device/),
        "\(result.error)")
      #expect(names == [])
    }
    withExtendedLifetime(disk) {}
  }

  @Test(.enabled(if: SmallDisk.isPossible, "only root may mount a small file system"))
  func diskWithoutRoomForAnotherFile() throws {
    let disk = try SmallDisk(tool.path("d"), options: "nr_inodes=2")
    let (arguments, file) = Self.ways[0]
    try expectFailure(arguments, file, "no space left on the device")
    withExtendedLifetime(disk) {}
  }

  @Test(arguments: ways.indices)
  func limitOfFileSizes(way: Int) throws {
    let (arguments, file) = Self.ways[way]
    try expectFailure(
      arguments, file, "the file is larger than the limit of file sizes allows (ulimit -f)",
      through: ["prlimit", "--fsize=100000"])
  }

  /// Writers share what descriptors there are.
  @Test func limitOfDescriptors() throws {
    let code = """
      W = W or {}
      W[req.custom_id] = batch.writer("out/" .. req.custom_id .. ".jsonl")
      for _, w in pairs(W) do w:write(req) end
      return false
      """
    try tool.write(Tool.requests(60), to: "in.jsonl")
    let result = try tool.run(
      command: ["run", "-e", code, "in.jsonl"], through: ["prlimit", "--nofile=48"])
    #expect(result.code == 0, "\(result.error)")
    #expect(try tool.read("out/r1.jsonl") == Tool.requests(60))
    #expect(try tool.read("out/r60.jsonl") == Tool.requests(1, from: 60))
  }

  @Test(arguments: [
    (["-e", "true", "-o", "/dev/full"], "/dev/full"),
    (
      ["-o", "/dev/null", "-e", writer.replacing("d/part.jsonl", with: "/dev/full")], "/dev/full"
    ),
    (["-e", "true"], "standard output"),
  ])
  func fullDevice(arguments: [String], name: String) throws {
    let result = try tool.run(
      command: ["run"] + arguments + ["in.jsonl"],
      through: ["sh", "-c", "exec \"$@\" > /dev/full", "sh"])
    #expect(result.code == 2)
    #expect(result.error.hasPrefix("error: cannot write \(name): no space left on the device\n"))
    #expect(tool.names == ["d", "in.jsonl"])
  }

  @Test func pipeWhoseReaderLeaves() throws {
    mkfifo(tool.path("d/pipe"), 0o600)
    let reader = open(tool.path("d/pipe"), O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    let run = try GatedRun(tool, ["in.jsonl", "-o", "d/pipe"])
    close(reader)
    let result = try run.finish()
    #expect(result.code == 2)
    #expect(result.error == "error: d/pipe was closed by its reader\n")
    #expect(names == ["pipe"])
  }

  @Test func failureLeavesAnInputThatIsTheOutput() throws {
    let result = try tool.run(
      "-e", "body.model = 'm' if req.index == 400 then error('no') end", "in.jsonl", "-o",
      "in.jsonl")
    #expect(result.code == 4)
    #expect(try tool.read("in.jsonl") == lines)
    #expect(tool.names == ["d", "in.jsonl"])
  }

  // MARK: Folders

  /// What a script opens in vain is an error of the script.
  private static func openingCode(_ arguments: [String]) -> Int32 {
    arguments.contains(writer) ? 4 : 2
  }

  @Test(.enabled(if: Unprivileged.isPossible, "root may write all, and there is no setpriv"))
  func folderThatIsNotWritable() throws {
    chmod(tool.path("d"), 0o555)
    defer { chmod(tool.path("d"), 0o755) }
    for (arguments, file) in Self.ways {
      let result = try tool.run(
        command: ["run"] + arguments + ["in.jsonl"], through: Unprivileged.wrapper)
      #expect(result.code == Self.openingCode(arguments))
      #expect(result.error.hasPrefix("error: cannot write \(file): permission denied\n"))
      #expect(names == [] && tool.names == ["d", "in.jsonl"])
    }
  }

  @Test(.enabled(if: Unprivileged.isPossible, "root may write all, and there is no setpriv"))
  func fileThatIsNotWritable() throws {
    for (arguments, file) in Self.ways {
      try tool.write("old\n", to: file)
      chmod(tool.path(file), 0o444)
      try expectDenied(arguments, file)
      unlink(tool.path(file))
    }
  }

  private func expectDenied(_ arguments: [String], _ file: String) throws {
    let result = try tool.run(
      command: ["run"] + arguments + ["in.jsonl"], through: Unprivileged.wrapper)
    #expect(result.code == Self.openingCode(arguments))
    #expect(result.error.hasPrefix("error: cannot write \(file): permission denied\n"))
    #expect(try tool.read(file) == "old\n")
    #expect(tool.names == ["d", "in.jsonl"])
  }

  @Test func targetIsAFolder() throws {
    mkdir(tool.path("d/folder"), 0o755)
    for name in ["d/folder", "d/folder/"] {
      let result = try tool.run("-e", "true", "in.jsonl", "-o", name)
      #expect(result.code == 2)
      #expect(result.error == "error: \(name) is a directory\n")
    }
    #expect(names == ["folder"])
  }

  @Test func targetBecomesAFolder() throws {
    let run = try GatedRun(tool, ["in.jsonl", "-o", "d/out.jsonl"])
    mkdir(tool.path("d/out.jsonl"), 0o755)
    let result = try run.finish()
    #expect(result.code == 2)
    #expect(result.error.hasPrefix("error: cannot write d/out.jsonl: "), "\(result.error)")
    #expect(names == ["out.jsonl"])
  }

  /// The first of two files is in its place when the second cannot be put there.
  @Test(arguments: [true, false])
  func oneOfTwoTargetsBecomesAFolder(hasOld: Bool) throws {
    if hasOld { try tool.write("old\n", to: "out.jsonl") }
    let code = "w = w or batch.writer('d/part.jsonl') w:write(req)"
    let run = try GatedRun(tool, ["in.jsonl", "-o", "out.jsonl"], before: code)
    mkdir(tool.path("d/part.jsonl"), 0o755)
    let result = try run.finish()
    #expect(result.code == 2)
    #expect(result.error.hasPrefix("error: cannot write d/part.jsonl: "), "\(result.error)")
    #expect(tool.names == ["d", "in.jsonl"] + (hasOld ? ["out.jsonl"] : []))
    #expect(try !hasOld || tool.read("out.jsonl") == "old\n")
    #expect(names == ["part.jsonl"])
  }

  @Test func folderGoesAway() throws {
    let run = try GatedRun(tool, ["in.jsonl", "-o", "d/out.jsonl"])
    try FileManager.default.removeItem(atPath: tool.path("d"))
    let result = try run.finish()
    #expect(result.code == 2)
    #expect(
      result.error == "error: cannot write d/out.jsonl: there is no such file or directory\n")
    #expect(tool.names == ["in.jsonl"])
  }

  @Test func rejectsThatCannotBeMadeLeaveNothing() throws {
    let result = try tool.run(
      "--rejects", "none/bad.jsonl", "-e", "true", "in.jsonl", "-o", "out.jsonl")
    #expect(
      result.error == "error: cannot write none/bad.jsonl: there is no such file or directory\n")
    #expect(tool.names == ["d", "in.jsonl"])
  }

  // MARK: Names and links

  @Test(arguments: ["a", "é"])
  func longName(letter: String) throws {
    let name = String(repeating: letter, count: 255 / letter.utf8.count)
    for _ in 1...2 {
      #expect(try tool.run("-e", "true", "in.jsonl", "-o", name).code == 0)
      #expect(try tool.read(name) == lines)
    }
    let longer = try tool.run("-e", "true", "in.jsonl", "-o", name + name)
    #expect(longer.code == 2 && longer.error.hasPrefix("error: cannot write \(name)"))
    #expect(tool.names == [name, "d", "in.jsonl"].sorted())
  }

  @Test func failureLeavesTheTargetOfALink() throws {
    try tool.write("old\n", to: "d/real.jsonl")
    symlink("d/real.jsonl", tool.path("link.jsonl"))
    let result = try tool.run(
      "-e", "if req.index == 400 then error('no') end", "in.jsonl", "-o", "link.jsonl")
    #expect(result.code == 4)
    #expect(try tool.read("link.jsonl") == "old\n")
    #expect(names == ["real.jsonl"])
  }

  @Test func linksInACircle() throws {
    symlink("b", tool.path("a"))
    symlink("a", tool.path("b"))
    let result = try tool.run("-e", "true", "in.jsonl", "-o", "a")
    #expect(result.code == 2)
    #expect(result.error.hasPrefix("error: cannot write a: "), "\(result.error)")
    #expect(tool.names == ["a", "b", "d", "in.jsonl"])
  }

  // MARK: Standard streams

  @Test func closedStandardOutput() throws {
    let result = try tool.run(
      command: ["run", "-e", "true", "in.jsonl"],
      through: ["sh", "-c", "exec \"$@\" >&-", "sh"])
    #expect(result.code == 2)
    #expect(result.error == "error: cannot write standard output: it is closed\n")
  }

  /// Messages go nowhere, above all not into a file that took the number of standard error.
  @Test(arguments: ["2>&-", "2>/dev/full", "<&- >&- 2>&-"])
  func standardErrorThatCannotBeWritten(redirection: String) throws {
    let result = try tool.run(
      command: [
        "run", "--summary", "-e", "print('noise') batch.log.warn('noise')", "in.jsonl", "-o",
        "d/out.jsonl",
      ], through: ["sh", "-c", "exec \"$@\" \(redirection)", "sh"])
    #expect(result.code == 0, "signal \(result.signal ?? 0)")
    #expect(try tool.read("d/out.jsonl") == lines)
  }
}
