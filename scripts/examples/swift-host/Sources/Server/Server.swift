import BatchLua
import Hummingbird

/// A server with one endpoint: `POST /transform` takes an upload of lines and streams back what the
/// script makes of it. Server SCRIPT PORT.
@main struct Server {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3, let port = Int(arguments[2]) else {
      return print("usage: Server SCRIPT PORT")
    }
    let script = RunOptions.Script.file(Path(arguments[1]))
    let router = Router()
    router.post("/transform") { request, _ in
      var options = RunOptions(
        script: script, inputs: [.stream(request.body.map { Array(buffer: $0) }, name: "upload")])
      options.capabilities = []
      options.timeout = 5
      options.maxMemory = 256 << 20
      let run = Run(options)
      // When the client goes, to write fails, and the run ends with the closure.
      return Response(
        status: .ok, headers: [.contentType: "application/jsonl"],
        body: ResponseBody { writer in
          do {
            _ = try await run.withOutput { pieces in
              for try await piece in pieces { try await writer.write(ByteBuffer(bytes: piece)) }
            }
          } catch let error as RunError where error.kind != .cancelled {
            print("\(error)")
            throw error
          }
          try await writer.finish(nil)
        })
    }
    let app = Application(
      router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)))
    try await app.runService()
  }
}
