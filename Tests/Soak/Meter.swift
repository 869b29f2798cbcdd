import Foundation

/// What the process takes, round by round.
struct Meter {
  private let folder: String
  private var samples: [Sample] = []
  private let started = ContinuousClock.now
  private var printed = 0

  struct Sample {
    var megabytes, descriptors, threads, processes, temporaryFiles: Double
  }

  init(_ folder: String) { self.folder = folder }

  mutating func sample(_ runs: Int) {
    let sample = Sample(
      megabytes: Self.megabytes, descriptors: Self.count("/proc/self/fd"),
      threads: Self.count("/proc/self/task"), processes: Self.processes,
      temporaryFiles: Self.count(folder) { $0.contains(".batchlua-") || $0.hasPrefix("never") })
    samples.append(sample)
    let seconds = Int(started.duration(to: .now) / .seconds(1))
    if seconds / 30 > printed || samples.count == 1 {
      printed = seconds / 30
      print(
        "\(seconds) s, \(runs) runs: \(Int(sample.megabytes)) MB, \(Int(sample.descriptors)) descriptors, "
          + "\(Int(sample.threads)) threads, \(Int(sample.processes)) processes, "
          + "\(Int(sample.temporaryFiles)) temporary files")
    }
  }

  /// Compares the second quarter with the last one, by medians: the first one is for warming up.
  func isFlat() -> Bool {
    let quarter = max(1, samples.count / 4)
    let (before, after) = (samples.dropFirst(quarter).prefix(quarter), samples.suffix(quarter))
    var isFlat = true
    func check(_ what: String, _ room: Double, _ value: (Sample) -> Double) {
      let (old, new) = (Self.median(before.map(value)), Self.median(after.map(value)))
      if new <= old + room { return }
      isFlat = false
      print("scripts/soak: \(what) grew from \(old) to \(new)")
    }
    check("memory in MB", 8 + Self.median(before.map(\.megabytes)) / 20, \.megabytes)
    check("descriptors", 2, \.descriptors)
    check("threads", 2, \.threads)
    check("processes", 0, \.processes)
    check("temporary files", 0, \.temporaryFiles)
    if let last = samples.last, last.temporaryFiles > 0 {
      isFlat = false
      print("scripts/soak: temporary files are left in \(folder)")
    }
    return isFlat
  }

  private static func median(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.sorted()[values.count / 2]
  }

  private static var megabytes: Double {
    let text = text(of: "/proc/self/statm")
    return (Double(text.split(separator: " ").dropFirst().first ?? "0") ?? 0) * 4096 / 1e6
  }

  /// The first bytes of a file of /proc. Foundation loses 4 KiB for each such file that it reads.
  private static func text(of path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    return withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { bytes in
      let count = fread(bytes.baseAddress, 1, bytes.count, file)
      return String(decoding: bytes[..<count], as: UTF8.self)
    }
  }

  private static func count(_ folder: String, _ isCounted: (String) -> Bool = { _ in true })
    -> Double
  {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return Double(names.count { isCounted($0) })
  }

  /// Children of any thread.
  private static var processes: Double {
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
    return tasks.reduce(0) { sum, task in
      let text = text(of: "/proc/self/task/\(task)/children")
      return sum + Double(text.split(separator: " ").count)
    }
  }
}
