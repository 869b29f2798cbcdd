import Foundation

/// The `batchlua` that the tests start.
enum TestedProgram {
  /// Its folder: that of `BATCHLUA_TESTED`, by which `scripts/test` names the release; else the one
  /// of the tests' own program.
  static let folder: URL =
    ProcessInfo.processInfo.environment["BATCHLUA_TESTED"].map { URL(filePath: $0).absoluteURL }
    ?? Bundle.main.bundleURL

  static let path = folder.appending(path: "batchlua").path(percentEncoded: false)

  /// The tests' own program, for a library that is preloaded: the release is static.
  static let dynamicPath = Bundle.main.bundleURL.appending(path: "batchlua").path(
    percentEncoded: false)

  /// A PATH on which it is found first.
  static func search(before path: String = "/usr/bin:/bin") -> String {
    "\(folder.path(percentEncoded: false)):\(path)"
  }
}
