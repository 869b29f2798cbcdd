// swift-tools-version: 6.2
import PackageDescription

/// Whether warnings are errors, as in scripts/test. Not for who depends on batchlua: of packages
/// that come from elsewhere warnings are suppressed, and some build systems refuse both.
let isStrict = Context.environment["BATCHLUA_STRICT"] != nil
let swift: [SwiftSetting] =
  (isStrict ? [.treatAllWarnings(as: .error)] : []) + [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ]
let c: [CSetting] = isStrict ? [.treatAllWarnings(as: .error)] : []
let cxx: [CXXSetting] = isStrict ? [.treatAllWarnings(as: .error)] : []

/// The program that scripts/fuzz builds with libFuzzer, which brings its own main.
let fuzz: [Target] =
  Context.environment["BATCHLUA_FUZZ"] == nil
  ? []
  : [
    .executableTarget(
      name: "Fuzz", dependencies: ["Fuzzing"], path: "Tests/Fuzz", swiftSettings: swift)
  ]

/// The program of scripts/soak.
let soak: [Target] =
  Context.environment["BATCHLUA_SOAK"] == nil
  ? []
  : [
    .executableTarget(
      name: "Soak", dependencies: ["BatchLua", "BatchModel"], path: "Tests/Soak",
      swiftSettings: swift)
  ]

/// What scripts/bench --micro runs, so that who depends on batchlua does not resolve it.
let isBenchmark = Context.environment["BATCHLUA_BENCHMARK"] != nil
let benchmarkPackages: [Package.Dependency] =
  isBenchmark
  ? [
    // Repeats what takes nanoseconds until the figure is steady. Its traits replace malloc.
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: [])
  ] : []
/// What scripts/docs runs, for the same reason.
let documentationPackages: [Package.Dependency] =
  Context.environment["BATCHLUA_DOCS"] == nil
  ? []
  : [
    // Makes the static site of the libraries.
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.4.6")
  ]
let benchmarks: [Target] =
  isBenchmark
  ? [
    .executableTarget(
      name: "MicroBenchmarks",
      dependencies: [
        "BatchLua", "LazyJSON", .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Tests/Benchmarks/MicroBenchmarks", swiftSettings: swift,
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
  ] : []

/// The command and its tests, which a build of the library with a sanitizer does without.
let isLibraryAlone = Context.environment["BATCHLUA_LIBRARY_ALONE"] != nil
let command: [Target] =
  isLibraryAlone
  ? []
  : [
    .executableTarget(
      name: "BatchLuaCommand",
      dependencies: [
        "BatchLua", "BatchLuaReference", "CArguments",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swift),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "BatchLua", "BatchLuaReference", "BatchLuaCommand", "SystemXattr",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: ["PlainLua", "PureModules"], swiftSettings: swift),
  ]

let package = Package(
  name: "batchlua",
  products: [
    .library(name: "BatchLua", targets: ["BatchLua"]),
    .library(name: "BatchModel", targets: ["BatchModel"]),
  ] + (isLibraryAlone ? [] : [.executable(name: "batchlua", targets: ["BatchLuaCommand"])]),
  dependencies: [
    // Commands, options, help and completion.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // Files, descriptors and error numbers without Foundation.
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
  ] + benchmarkPackages + documentationPackages,
  targets: [
    // The system libraries, found by pkg-config; nothing but their flags.
    .systemLibrary(
      name: "SystemLua", pkgConfig: "lua5.4", providers: [.apt(["liblua5.4-dev"])]),
    .systemLibrary(
      name: "SystemSIMDJSON", pkgConfig: "simdjson", providers: [.apt(["libsimdjson-dev"])]),
    .systemLibrary(name: "SystemZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "SystemZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(
      name: "SystemSeccomp", pkgConfig: "libseccomp", providers: [.apt(["libseccomp-dev"])]),
    // Hashes of ids and of values: fast, and the same everywhere.
    .systemLibrary(
      name: "SystemXXHash", pkgConfig: "libxxhash", providers: [.apt(["libxxhash-dev"])]),
    // Regular expressions with limits: Lua's patterns are less, and cannot be stopped.
    .systemLibrary(
      name: "SystemPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
    // Access control lists of files, which Swift's Glibc does not know.
    .systemLibrary(name: "SystemXattr"),

    .target(
      name: "CLua", dependencies: ["SystemLua", "SystemPCRE2"],
      cSettings: c + [.headerSearchPath(".")]),
    .target(name: "CSIMDJSON", dependencies: ["SystemSIMDJSON"], cxxSettings: cxx),
    .target(name: "CCompression", dependencies: ["SystemZlib", "SystemZstd"], cSettings: c),
    .target(name: "CThreads", cSettings: c),
    .target(name: "CArguments", cSettings: c),
    .target(name: "CSandbox", dependencies: ["SystemSeccomp"], cSettings: c),
    .target(name: "LazyJSON", dependencies: ["CSIMDJSON"], swiftSettings: swift),
    .target(name: "BatchModel", dependencies: ["LazyJSON", "SystemXXHash"], swiftSettings: swift),
    .target(name: "LuaVM", dependencies: ["CLua"], swiftSettings: swift),
    .target(
      name: "BatchLua",
      dependencies: [
        "LazyJSON", "BatchModel", "LuaVM", "CLua", "CCompression", "CSandbox", "CThreads",
        "SystemXattr",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      resources: ["prelude", "labels", "options", "values", "later"].map {
        .embedInCode("API/Prelude/\($0).lua")
      },
      swiftSettings: swift),
    // The documentation of the Lua API and the definitions for editors, from the declarations.
    .target(
      name: "BatchLuaReference", dependencies: ["BatchLua", "BatchModel", "LazyJSON"],
      swiftSettings: swift),

    // Random documents, a plain model of JSON and what fuzzers do; for tests and scripts/fuzz.
    .target(
      name: "Fuzzing", dependencies: ["BatchLua", "LazyJSON"], path: "Tests/Fuzzing",
      exclude: ["Corpus"], swiftSettings: swift),
    .testTarget(
      name: "FuzzingTests", dependencies: ["Fuzzing", "LazyJSON"], swiftSettings: swift),
    .testTarget(
      name: "LazyJSONTests", dependencies: ["LazyJSON", "Fuzzing", "CSIMDJSON", "CLua"],
      swiftSettings: swift),
    .testTarget(name: "BatchModelTests", dependencies: ["BatchModel"], swiftSettings: swift),
    .testTarget(name: "LuaVMTests", dependencies: ["LuaVM"], swiftSettings: swift),
    // What the tests of the sandbox try from inside.
    .target(
      name: "CSandboxProbe", dependencies: ["CSandbox"], path: "Tests/CSandboxProbe", cSettings: c),
    .testTarget(
      name: "BatchLuaTests",
      dependencies: [
        "BatchLua", "BatchLuaReference", "BatchModel", "CSandboxProbe", "CThreads",
      ],
      exclude: ["Lua", "Hostile"], swiftSettings: swift),
  ] + command + fuzz + soak + benchmarks,
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
