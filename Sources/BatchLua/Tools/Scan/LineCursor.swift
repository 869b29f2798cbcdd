/// The inputs of a `LineCursor`.
struct LineSource: Sendable {
  let inputs: [RunInput]
  let maxLine: Int

  func open() throws(RunError) -> LineScan {
    var options = ScanOptions(inputs: inputs)
    options.maxLine = maxLine
    return try LineScan(options)
  }
}

/// Iterates over the lines of inputs. For one thread.
final class LineCursor {
  private let source: LineSource
  private var scan: LineScan?
  private var chunk: ScannedLines?
  /// The name of the chunk's input in messages.
  private var input = ""
  private var index = 0
  private var isAtEnd: Bool

  init(_ source: LineSource) {
    self.source = source
    isAtEnd = source.inputs.isEmpty
  }

  /// The result of `read` for the next line and the name of its input; nil at the end. An error
  /// that ends the reading is returned once; the next call returns nil.
  func next<Element>(
    _ read: (ScannedLine, _ input: String) -> Result<Element, RunError>
  ) -> Result<Element, RunError>? {
    if isAtEnd { return nil }
    do throws(RunError) {
      let scan = if let scan { scan } else { try source.open() }
      self.scan = scan
      while true {
        if let chunk, index < chunk.lines.count {
          index += 1
          return read(chunk.scanned(chunk.lines[index - 1]), input)
        }
        index = 0
        chunk = try scan.next()
        guard let chunk else { break }
        input = "\(chunk.file)"
      }
    } catch {
      end()
      return .failure(error)
    }
    end()
    return nil
  }

  /// Whether the next call may have to wait for input.
  var isAtChunkEnd: Bool { chunk.map { index == $0.lines.count } ?? true }

  private func end() {
    isAtEnd = true
    chunk = nil
    scan = nil
  }
}
