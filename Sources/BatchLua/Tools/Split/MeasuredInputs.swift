internal import LazyJSON

/// Inputs whose bytes are known before they are read. What can be read once is copied first.
struct MeasuredInputs {
  /// They are read again by these.
  private(set) var options: ScanOptions
  /// Of all lines and what stands between them, unpacked.
  private(set) var bytes = 0

  init(_ options: ScanOptions) throws(RunError) {
    self.options = options
    var inputs: [RunInput] = []
    var unknown: [RunInput] = []
    for input in options.inputs.asInputs {
      let input = try input.repeatable()
      inputs.append(input)
      if options.framing == .jsonl, let size = try DirectOpener().open(input).size {
        bytes += size
      } else {
        unknown.append(input)
      }
    }
    self.options.inputs = inputs
    if unknown.isEmpty { return }
    var measured = options
    measured.inputs = unknown
    measured.onProgress = nil
    let scan = try LineScan(measured)
    defer { scan.stop() }
    while let chunk = try scan.next() { bytes += chunk.text.count + chunk.document.dropped }
  }
}
