import BatchLua

extension OptionNames {
  /// The flags of the command.
  static let flags = OptionNames(separator: " ") { option in
    switch option {
    case .allowsIO: "--allow-io"
    case .definitions: "-D"
    case .framing: "--from"
    case .isSandboxed: "--sandbox"
    case .jobs: "--jobs"
    case .maxBytes: "--max-bytes"
    case .maxErrors: "--max-errors"
    case .maxLine: "--max-line"
    case .maxMemory: "--max-memory"
    case .maxRequests: "--max-requests"
    case .moduleDirectories: "-L"
    case .onError: "--on-error"
    case .output: "-o"
    case .outputForm: "--to"
    case .parts: "--parts"
    case .profile: "--profile"
    case .recordType: "--type"
    case .rejects: "--rejects"
    case .separator: "--separator"
    case .timeout: "--timeout"
    }
  }
}
