// swift-tools-version: 6.2
import PackageDescription

// A package that depends on batchlua by path and uses nothing but its model.
let package = Package(
  name: "Dependent",
  dependencies: [.package(path: "../batchlua")],
  targets: [
    .executableTarget(
      name: "Dependent", dependencies: [.product(name: "BatchModel", package: "batchlua")])
  ])
