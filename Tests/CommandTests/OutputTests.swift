import Foundation
import Glibc
import Testing

/// Where the lines go: `-o`, whole or not at all, and standard output.
struct OutputTests {
  let tool: Tool
  private let lines = Tool.requests(2)

  init() throws {
    tool = try Tool()
    try tool.write(lines, to: "in.jsonl")
  }

  private func mode(_ name: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: tool.path(name))
    return try #require(attributes[.posixPermissions] as? NSNumber).intValue
  }

  @Test func newFile() throws {
    let result = try tool.run("-e", "true", "in.jsonl", "-o", "out.jsonl")
    #expect(result.code == 0)
    #expect(result.output == "")
    #expect(try tool.read("out.jsonl") == lines)
    #expect(try mode("out.jsonl") == 0o644)
    #expect(tool.names == ["in.jsonl", "out.jsonl"])
  }

  @Test(arguments: [0o600, 0o664, 0o777, 0o440])
  func modeOfAnExistingTargetIsKept(bits: Int) throws {
    try tool.write("old", to: "out.jsonl")
    chmod(tool.path("out.jsonl"), mode_t(bits))
    let result = try tool.run("-e", "true", "in.jsonl", "--output", "out.jsonl")
    if geteuid() == 0 || bits & 0o200 != 0 {
      #expect(result.code == 0)
      #expect(try tool.read("out.jsonl") == lines)
    } else {
      #expect(result.code == 2)
    }
    #expect(try mode("out.jsonl") == bits)
  }

  @Test func linkIsKept() throws {
    try FileManager.default.createDirectory(
      atPath: tool.path("deep"), withIntermediateDirectories: false)
    try tool.write("old", to: "deep/real.jsonl")
    symlink("deep/real.jsonl", tool.path("link.jsonl"))
    #expect(try tool.run("-e", "true", "in.jsonl", "-o", "link.jsonl").code == 0)
    #expect(try tool.read("deep/real.jsonl") == lines)
    let target = try FileManager.default.destinationOfSymbolicLink(atPath: tool.path("link.jsonl"))
    #expect(target == "deep/real.jsonl")
  }

  @Test func linkToNothingIsKept() throws {
    symlink("real.jsonl", tool.path("link.jsonl"))
    #expect(try tool.run("-e", "true", "in.jsonl", "-o", "link.jsonl").code == 0)
    let target = try? FileManager.default.destinationOfSymbolicLink(atPath: tool.path("link.jsonl"))
    #expect(target == "real.jsonl")
  }

  @Test func overTheInput() throws {
    let result = try tool.run("-e", "body.model = 'm'", "in.jsonl", "-o", "in.jsonl")
    #expect(result.code == 0)
    #expect(try tool.read("in.jsonl").contains(#""model":"m""#))
    #expect(tool.names == ["in.jsonl"])
  }

  @Test func failureLeavesTheTargetAsItWas() throws {
    try tool.write("old", to: "out.jsonl")
    let result = try tool.run(
      "-e", "if req.custom_id == 'r2' then error('no') end", "in.jsonl", "-o", "out.jsonl")
    #expect(result.code == 4)
    #expect(result.error.contains("nothing was written to out.jsonl (--on-error=skip or quar"))
    #expect(try tool.read("out.jsonl") == "old")
    #expect(tool.names == ["in.jsonl", "out.jsonl"])
  }

  @Test func failureLeavesNothing() throws {
    #expect(try tool.run("-e", "error('no')", "in.jsonl", "-o", "out.jsonl").code == 4)
    #expect(tool.names == ["in.jsonl"])
  }

  @Test(arguments: ["/dev/stdout", "-"])
  func standardOutputByName(name: String) throws {
    let result = try tool.run("-e", "true", "in.jsonl", "-o", name)
    #expect(result.code == 0, "\(result.error)")
    #expect(result.output == lines)
    #expect(tool.names == ["in.jsonl"])
  }

  @Test func nullDevice() throws {
    let result = try tool.run("-e", "true", "in.jsonl", "-o", "/dev/null")
    #expect(result.code == 0)
    #expect(result.output == "")
    var status = stat()
    #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
  }

  @Test func fullDevice() throws {
    let result = try tool.run("-e", "true", "in.jsonl", "-o", "/dev/full")
    #expect(result.code == 2)
    #expect(result.error == "error: cannot write /dev/full: no space left on the device\n")
  }

  @Test(arguments: ["none/out.jsonl", "/proc/out.jsonl", "."])
  func placeThatCannotBeWritten(path: String) throws {
    let result = try tool.run("-e", "true", "in.jsonl", "-o", path)
    #expect(result.code == 2)
    #expect(result.error.hasPrefix("error: "))
    #expect(result.error.contains(path))
    #expect(tool.names == ["in.jsonl"])
  }

  @Test func fifo() throws {
    mkfifo(tool.path("pipe"), 0o600)
    let reader = open(tool.path("pipe"), O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    defer { close(reader) }
    #expect(try tool.run("-e", "true", "in.jsonl", "-o", "pipe").code == 0)
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = Glibc.read(reader, &buffer, buffer.count)
    #expect(String(decoding: buffer.prefix(max(0, count)), as: UTF8.self) == lines)
  }

  @Test func closedPipe() throws {
    try tool.write(Tool.requests(5000), to: "many.jsonl")
    let ends = try Tool.pipe()
    let error = open(tool.path("err"), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    close(ends[0])
    let process = try tool.start(
      ["run", "-e", "true", "many.jsonl"], input: error, output: ends[1], error: error)
    close(ends[1])
    let result = process.wait()
    close(error)
    #expect(result.signal == SIGPIPE)
    #expect(try tool.read("err") == "")
  }

  @Test func rejectsOverTheOutput() throws {
    let result = try tool.run(
      "--on-error", "quarantine", "--rejects", "x.jsonl", "-o", "x.jsonl", "-e",
      "if req.custom_id == 'r2' then error('no') end", "in.jsonl")
    #expect(result.code == 2 && result.error.contains("x.jsonl"))
  }

  @Test(arguments: ["in.jsonl", "s.lua", "link.jsonl"])
  func rejectsOverWhatTheRunReads(name: String) throws {
    try tool.write("function transform() end", to: "s.lua")
    symlink("in.jsonl", tool.path("link.jsonl"))
    let result = try tool.run("s.lua", "in.jsonl", "--rejects", name, "-o", "o.jsonl")
    #expect(result.code == 2 && result.error.contains(name), "\(result.error)")
    #expect(try tool.read("in.jsonl") == lines)
    #expect(try tool.read("s.lua") == "function transform() end")
  }

  @Test func noFileIsMadeBesideADevice() throws {
    symlink("/dev/null", tool.path("null"))
    mkfifo(tool.path("pipe"), 0o600)
    let reader = open(tool.path("pipe"), O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    defer { close(reader) }
    for rejects in ["null", "pipe"] {
      let result = try tool.run(
        "--on-error", "quarantine", "--rejects", rejects, "-e", "error('no')", "in.jsonl", "-o",
        "/dev/null")
      #expect(result.code == 1, "\(result.error)")
      #expect(tool.names == ["in.jsonl", "null", "pipe"])
    }
  }

  @Test func outputOverTheScript() throws {
    try tool.write("function transform() end", to: "s.lua")
    #expect(try tool.run("s.lua", "in.jsonl", "-o", "s.lua").code == 2)
    #expect(try tool.read("s.lua") == "function transform() end")
  }

  @Test func rejectsOnStandardOutput() throws {
    let result = try tool.run(
      "--on-error", "quarantine", "--rejects", "-", "-e",
      "if req.custom_id == 'r2' then error('no') end", "in.jsonl")
    #expect(!result.output.contains("r2"))
  }

  @Test func printGoesToStandardError() throws {
    let result = try tool.run("-e", "print('a', 1, nil) return true", "in.jsonl")
    #expect(result.output == lines)
    #expect(result.error == "a\t1\tnil\na\t1\tnil\n")
  }

  @Test func sameOutputOnEveryRun() throws {
    try tool.write(
      """
      function transform(r)
        local t = {}
        for i = 1, 60 do t["k" .. math.random(1 << 40)] = math.random() end
        r.body.metadata, r.body.seed = t, math.random(1 << 30)
      end
      """, to: "s.lua")
    let first = try tool.run("s.lua", "in.jsonl")
    #expect(first.code == 0)
    #expect(first.output.utf8.count > 2000)
    for _ in 1...3 { #expect(try tool.run("s.lua", "in.jsonl").output == first.output) }
  }
}
