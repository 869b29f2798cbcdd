import Benchmark
import LazyJSON

private let sizes = [("450 bytes", 450), ("2 KB", 2_000), ("200 KB", 200_000)]

/// Reading, changing and writing without Lua.
func benchmarkLazyJSON() {
  for (name, size) in sizes { benchmarkIndex("LazyJSON [index lines of \(name)]", size) }
  for (name, size) in sizes.prefix(2) { benchmarkSplice("LazyJSON [splice \(name)]", size) }
  benchmarkMembers()
  benchmarkEncode("LazyJSON [encode string]", "gpt-5-mini, 今日 and 🙂, twenty words of nothing")
  benchmarkEncode("LazyJSON [encode string, escapes]", "\"gpt-5-mini\"\n\tin a C:\\ folder")
}

/// A chunk of about 256 KiB, whose bytes are copied in before the clock starts.
private func benchmarkIndex(_ name: String, _ size: Int) {
  Benchmark(name, configuration: .init(scalingFactor: .one)) { benchmark in
    let text = chunk(ofLines: size)
    let lines = try Lines(text)
    lines.read(text)
    benchmark.startMeasurement()
    try lines.index()
    benchmark.stopMeasurement()
    blackHole(lines.document.lines.count)
  }
}

private func benchmarkMembers() {
  Benchmark("LazyJSON [index member]") { benchmark in
    let lines = try Lines(line(bytes: 450))
    let body = lines.body
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations { blackHole(lines.document.member(body, "max_tokens")) }
    benchmark.stopMeasurement()
  }
  Benchmark("LazyJSON [set member]") { benchmark in
    let lines = try Lines(line(bytes: 450))
    let body = lines.body
    let key = ("model" as StaticString).bytes
    benchmark.startMeasurement()
    // Another value each time: to set the same is no change.
    for i in benchmark.scaledIterations {
      try lines.document.setMember(body, key, .integer(Int64(i)))
    }
    benchmark.stopMeasurement()
  }
}

/// A line of which the body is changed.
private func benchmarkSplice(_ name: String, _ size: Int) {
  Benchmark(name) { benchmark in
    let lines = try Lines(line(bytes: size))
    let model = ("gpt-5-mini" as StaticString).bytes
    try lines.document.setMember(lines.body, ("model" as StaticString).bytes, .string(model))
    var output = ByteBuffer(capacity: 2 * size)
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations {
      output.count = 0
      try lines.document.splice(
        line: lines.document.lines[0], into: &output, foreign: NothingForeign())
    }
    benchmark.stopMeasurement()
    blackHole(output.count)
  }
}

private func benchmarkEncode(_ name: String, _ text: StaticString) {
  Benchmark(name) { benchmark in
    var output = ByteBuffer(capacity: 1024)
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations {
      output.count = 0
      try output.appendString(text.bytes)
    }
    benchmark.stopMeasurement()
    blackHole(output.count)
  }
}
