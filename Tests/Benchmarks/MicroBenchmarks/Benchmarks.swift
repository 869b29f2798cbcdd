import Benchmark

/// What the runner of the benchmarks begins with.
///
/// Times only. Without its traits the library counts no allocations, and many virtual machines have
/// no counter of instructions: scripts/bench --counts counts both, and holds them to thresholds.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock, .throughput], scalingFactor: .kilo, maxDuration: .seconds(1))
  benchmarkLazyJSON()
  benchmarkCrossings()
}
