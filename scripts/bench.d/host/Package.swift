// swift-tools-version: 6.2
import PackageDescription

// What scripts/bench --host runs: a package that depends on this one, built as others build theirs.
let package = Package(
  name: "host-bench",
  dependencies: [.package(name: "batchlua", path: "../../..")],
  targets: [
    .executableTarget(
      name: "HostBench",
      dependencies: [
        .product(name: "BatchLua", package: "batchlua"),
        .product(name: "BatchModel", package: "batchlua"),
      ])
  ]
)
