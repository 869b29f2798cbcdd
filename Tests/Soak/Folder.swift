import Foundation

/// The folder of all files, with inputs in it.
struct Folder: Sendable {
  let path: String
  static let lines = 20_000

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "batchlua-soak-\(getpid())").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try Data(Self.requests(Self.lines).utf8).write(to: URL(filePath: file("in.jsonl")))
    try Data(Self.results(Self.lines / 2).utf8).write(
      to: URL(filePath: file("results.jsonl")))
    guard mkfifo(file("pipe"), 0o600) == 0 else { throw Unexpected(description: "no pipe") }
  }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  func remove() { try? FileManager.default.removeItem(atPath: path) }

  static func requests(_ count: Int) -> String {
    (0..<count).map { number in
      #"{"custom_id":"r\#(number)","method":"POST","url":"/v1/chat/completions","body":{"#
        + #""model":"gpt-5","n":\#(number % 7),"messages":[{"role":"user","content":"Tell me about "#
        + #"\#(number), and why it matters."}]}}"# + "\n"
    }.joined()
  }

  static func results(_ count: Int) -> String {
    (0..<count).map { number in
      #"{"id":"b\#(number)","custom_id":"r\#(number)","response":{"status_code":200,"request_id":"q","#
        + #""body":{"choices":[{"index":0,"message":{"role":"assistant","content":"It is."}}]}},"#
        + #""error":null}"# + "\n"
    }.joined()
  }
}
