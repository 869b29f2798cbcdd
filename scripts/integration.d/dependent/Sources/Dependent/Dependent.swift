import BatchModel
import Foundation

@main struct Dependent {
  static func main() throws {
    let line = #"{"body":{"model":"m"},"custom_id":"a","method":"POST","note":1,"url":"/v1/responses"}"#
    var request = try JSONDecoder().decode(BatchRequestInput.self, from: Data(line.utf8))
    precondition(request.customID == "a" && request.url == .responses)
    precondition(request.additionalFields == ["note": .int(1)])
    precondition(Profile.openai.accepts(url: request.url.rawValue))

    request.customID = "b"
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let written = String(decoding: try encoder.encode(request), as: UTF8.self)
    precondition(written == line.replacing(#""a""#, with: #""b""#), written)
  }
}
