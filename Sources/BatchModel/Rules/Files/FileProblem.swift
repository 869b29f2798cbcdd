/// A reason for which a service would refuse a file, as a text with its count, its first line and
/// the values that cause it.
package struct FileProblem {
  /// The service's name of the error code.
  package let name: String
  /// One line for people, with the name of the code.
  package let text: String

  /// A problem of the file as a whole.
  package init(_ code: ErrorCode, _ profile: Profile) {
    name = profile.name(of: code)
    text = "\(code.message) (\(name))"
  }

  /// A problem of some of its requests.
  init(
    _ finding: Findings.Finding, firstModel: String?, firstURL: String?, _ profile: Profile
  ) {
    let isOne = finding.count == 1
    func requests(_ one: String, _ many: String, _ noun: String = "request") -> String {
      isOne ? "1 \(noun) \(one)" : "\(finding.count) \(noun)s \(many)"
    }
    let code: ErrorCode
    let what: String
    switch finding.kind {
    case .missing:
      let key = BodyRules.names(of: profile.shape)[finding.member]
      code = .invalidRequest(missing: key)
      what = requests("lacks", "lack") + " '\(key)'"
    case .repeated:
      let key = BodyRules.names(of: profile.shape)[finding.member]
      code = .duplicateKey("")
      what =
        requests("has", "have")
        + " '\(key)' more than once in the body, of which scripts see the last"
    case .streaming:
      code = .streamingUnsupported
      what = requests("asks", "ask") + " for streaming, which no batch gives"
    case .metadata:
      code = .metadataWithoutStore
      what =
        requests("has", "have", "chat request")
        + " 'metadata' without 'store': true, which \(profile.title) refuses"
    case .otherModel:
      code = .mismatchedModel("")
      what =
        requests("is", "are") + " for another model than the first, \(Self.quoted(firstModel))"
    case .otherURL:
      code = .invalidURL("", profile: profile.name)
      what = requests("goes", "go") + " to another url than the first, \(Self.quoted(firstURL))"
    case .manyInputs:
      let most = profile.maxEmbeddingInputsPerRequest ?? 0
      code = .tooManyEmbeddingInputsInRequest(count: 0, limit: most)
      what = requests("has", "have") + " more embedding inputs than \(most)"
    case .unpaired:
      code = .unpairedSurrogate(param: nil)
      what =
        requests("has", "have", "line") + " half of a surrogate pair, such as \\ud83d alone, which "
        + "most services refuse; to assign the text writes U+FFFD"
    case .longRequest, .newFile:
      let most = profile.maxRequestBytes ?? 0
      code = .requestTooLarge(bytes: 0, limit: most)
      what = requests("is", "are") + " longer than \(most) bytes"
    }
    name = profile.name(of: code)
    var text = "\(what) (\(name)), first at line \(finding.line)"
    for (index, value) in finding.values.enumerated() {
      text += (index == 0 ? ": " : ", ") + Self.quoted(String(decoding: value, as: UTF8.self))
    }
    self.text = text + (finding.hasMore ? " and more" : "")
  }

  private static let longest = 80

  private static func quoted(_ value: String?) -> String {
    guard let value else { return "''" }
    return value.count > longest ? "'\(value.prefix(longest))…'" : "'\(value)'"
  }
}
