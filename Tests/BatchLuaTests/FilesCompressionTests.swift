import Foundation
import Testing

/// Files whose names end in .gz and .zst.
@Suite struct FilesCompressionTests {
  let world = FilesWorld()

  /// "hello\n" as gzip and zstd write it.
  private static let hello: [String: [UInt8]] = [
    "gz": [
      0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0xE7, 2, 0, 0x20, 0x30,
      0x3A, 0x36, 6, 0, 0, 0,
    ],
    "zst": [
      0x28, 0xB5, 0x2F, 0xFD, 0x04, 0x58, 0x31, 0x00, 0x00, 0x68, 0x65, 0x6C, 0x6C, 0x6F, 0x0A,
      0x53, 0x88, 0xBD, 0x91,
    ],
  ]

  @Test(arguments: ["gz", "zst"]) func readsMembersOneAfterAnother(_ suffix: String) throws {
    let hello = Data(Self.hello[suffix]!)
    world.put(hello, "one.\(suffix)")
    world.put(hello + hello + hello, "three.\(suffix)")
    try world.run(
      """
      assert(batch.readfile(d .. "one.\(suffix)") == "hello\\n")
      assert(batch.readfile(d .. "three.\(suffix)") == "hello\\nhello\\nhello\\n")
      local n = 0
      for line in batch.lines(d .. "three.\(suffix)") do
        n = n + 1
        assert(line == "hello")
      end
      assert(n == 3)
      """)
  }

  @Test(arguments: ["gz", "zst"]) func saysWhatIsTruncated(_ suffix: String) throws {
    let hello = Data(Self.hello[suffix]!)
    for length in 0..<hello.count {
      for before in [Data(), hello] {
        if length == 0 && !before.isEmpty { continue }
        world.put(before + hello.prefix(length), "cut.\(suffix)")
        let failure = world.failure("batch.readfile(d .. 'cut.\(suffix)')")
        #expect(failure?.contains("is truncated") == true, "\(length): \(failure ?? "no error")")
      }
    }
  }

  @Test(arguments: ["gz", "zst"]) func saysWhatIsDamaged(_ suffix: String) throws {
    var damaged = Data(Self.hello[suffix]!)
    damaged[damaged.count - 10] ^= 0x55
    world.put(damaged, "bad.\(suffix)")
    world.put("plain text", "plain.\(suffix)")
    world.put(Data(Self.hello[suffix]!) + Data("rubbish".utf8), "tail.\(suffix)")
    for name in ["bad", "plain", "tail"] {
      let failure = world.failure("batch.readfile(d .. '\(name).\(suffix)')")
      #expect(failure?.contains("is damaged: ") == true, "\(name): \(failure ?? "no error")")
      #expect(failure?.contains("behind a whole member") == (name == "tail"))
    }
    let failure = world.failure("function transform() end", input: "bad.\(suffix)")
    #expect(failure?.contains("cannot read") == true && failure?.contains("is damaged") == true)
  }

  @Test(arguments: ["gz", "zst"]) func mainFilesArePackedToo(_ suffix: String) throws {
    let text = FilesWorld.requests(1...3000)
    world.put(text, "in.jsonl")
    try world.run(
      "function transform() end", input: "in.jsonl", output: "packed.jsonl.\(suffix)")
    try world.run(
      "function transform() end", input: "packed.jsonl.\(suffix)", output: "again.jsonl")
    #expect(world.text("again.jsonl") == text)
    #expect(world.bytes("packed.jsonl.\(suffix)")!.count < text.utf8.count / 5)
    let tool = suffix == "gz" ? "gzip" : "zstd"
    if let unpacked = world.tool([tool, "-dc", "packed.jsonl.\(suffix)"]) {
      #expect(unpacked == Data(text.utf8))
    }
    if world.tool([tool, "-k", "in.jsonl"]) != nil {
      try world.run("function transform() end", input: "in.jsonl.\(suffix)", output: "third.jsonl")
      #expect(world.text("third.jsonl") == text)
    }
  }

  @Test(arguments: ["gz", "zst"]) func anEmptyOutputIsAValidFile(_ suffix: String) throws {
    try world.run("batch.writer(d .. 'w.\(suffix)')", output: "empty.\(suffix)")
    try world.run(
      """
      assert(batch.readfile(d .. "empty.\(suffix)") == "")
      assert(batch.lines(d .. "w.\(suffix)"):read() == nil)
      """)
  }

  @Test func pythonReadsWhatManyWritersWrote() throws {
    try world.run(
      """
      local writers = {}
      for i = 1, 100 do writers[i] = batch.writer(d .. i .. ".gz", { type = "json" }) end
      for n = 1, 2000 do
        for i = 1, 100 do writers[i]:write({ n = n, text = "abcdefghijklmnopqrstuvwxyz" }) end
      end
      """)
    let program = """
      import gzip, json
      lines = [json.loads(line) for line in gzip.open("77.gz", "rt")]
      assert [line["n"] for line in lines] == list(range(1, 2001))
      print("ok")
      """
    if let output = world.tool(["python3", "-c", program]) { #expect(output == Data("ok\n".utf8)) }
  }
}
