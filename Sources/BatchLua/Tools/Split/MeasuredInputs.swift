internal import LazyJSON

/// Inputs whose size is known before they are split. An input that can be read only once is copied
/// first.
struct MeasuredInputs {
  /// The options that read the measured inputs.
  private(set) var options: ScanOptions
  /// The unpacked bytes of all inputs, line ends and blank lines included.
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
