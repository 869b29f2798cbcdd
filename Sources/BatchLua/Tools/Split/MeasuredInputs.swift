internal import Glibc
internal import LazyJSON
internal import SystemPackage

/// Inputs whose bytes are known before they are read: those of files are asked for; where there is a
/// stream or a packed file among them, all are copied to a file without a name first.
final class MeasuredInputs {
  private var copy: UnsafeMutablePointer<FILE>?
  private(set) var options: ScanOptions
  private(set) var bytes = 0

  init(_ options: ScanOptions) throws(RunError) {
    self.options = options
    let inputs = options.inputs.asInputs
    let sizes = inputs.map(Self.size)
    if options.framing == .jsonl && sizes.allSatisfy({ $0 != nil }) {
      bytes = sizes.reduce(0) { $0 + ($1 ?? 0) }
      return
    }
    guard let copy = tmpfile() else {
      throw RunError.io("cannot make a temporary file", Errno(rawValue: errno))
    }
    self.copy = copy
    let file = FileDescriptor(rawValue: fileno(copy))
    let scan = try LineScan(options)
    var isOpen = false
    while let chunk = try scan.next() {
      if chunk.isFirst && chunk.origin.input == 0 && chunk.document.dropped > 0 {
        try write(StaticString("\u{FEFF}").bytes, to: file)
      }
      if isOpen && chunk.isFirst { try write(StaticString("\n").bytes, to: file) }
      try write(chunk.text, to: file)
      isOpen = chunk.text.last != 0x0A
    }
    self.options.framing = .jsonl
    self.options.inputs = [Path("/proc/self/fd/\(file.rawValue)")]
  }

  deinit { if let copy { fclose(copy) } }

  /// nil for what is no regular file, or packed.
  private static func size(_ path: Path) -> Int? {
    guard path != "-", let file = try? InputFile(path) else { return nil }
    return file.size
  }

  private func write(_ bytes: Bytes, to file: FileDescriptor) throws(RunError) {
    if bytes.isEmpty { return }
    self.bytes += bytes.count
    do {
      _ = try file.writeAll(UnsafeRawBufferPointer(bytes))
    } catch {
      throw RunError.io("cannot write a temporary file", error)
    }
  }
}
