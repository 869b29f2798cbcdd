// swift-tools-version: 6.2
import PackageDescription

// One program for each way in which a Swift program uses batchlua. The server is built with
// SWIFT_HOST_SERVER=1, so that the others need no web framework.
let hasServer = Context.environment["SWIFT_HOST_SERVER"] != nil
let batchLua = Target.Dependency.product(name: "BatchLua", package: "batchlua")

let programs = [
  "Files", "Lines", "Memory", "Stream", "Functions", "Rejects", "Cancel", "Together", "Records",
  "Sealed",
]

let package = Package(
  name: "swift-host",
  // In a package of your own: .package(url: "…", branch: "main")
  dependencies: [.package(name: "batchlua", path: "../../..")]
    + (hasServer
      ? [.package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1")] : []),
  targets: programs.map { .executableTarget(name: $0, dependencies: [batchLua]) }
    + (hasServer
      ? [
        .executableTarget(
          name: "Server",
          dependencies: [batchLua, .product(name: "Hummingbird", package: "hummingbird")])
      ] : [])
)
