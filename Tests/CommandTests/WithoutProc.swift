import Glibc

/// A world without /proc, where no file without a name can get one.
enum WithoutProc {
  static let wrapper = [
    "unshare", "-m", "sh", "-c", "mount -t tmpfs none /proc && exec \"$@\"", "sh",
  ]

  static let isPossible: Bool = {
    guard let tool = try? Tool() else { return false }
    return withExtendedLifetime(tool) {
      (try? tool.run(command: ["--version"], through: wrapper))?.output.isEmpty == false
    }
  }()
}
