internal import Glibc
internal import LazyJSON
internal import LuaVM

/// Reads a text file by lines or by bytes. Skips a byte order mark at its beginning.
final class TextInput {
  private let file: InputFile
  private var buffer = ByteBuffer()
  private var at = 0
  private var isFirst = true
  /// The start of the retained bytes; see `mark`.
  private var marker: Int?
  /// The limit for the length of a line.
  let maxLine: LineLimit
  /// The number of lines that `line` has returned.
  private(set) var lines = 0

  private static let chunk = 1 << 16

  init(_ file: InputFile, maxLine: LineLimit) {
    self.file = file
    self.maxLine = maxLine
  }

  /// A file that the script of a state reads.
  convenience init(_ path: Path, maxLine: LineLimit, for vm: VM) throws(RunError) {
    self.init(try InputFile(path, content: "a text file", for: vm), maxLine: maxLine)
  }

  /// The next line without LF, and CR before it; nil at the end. Valid until the next call.
  func line() throws(RunError) -> Bytes? {
    var scanned = 0
    while true {
      let rest = Bytes(rebasing: buffer.elements[at...])
      if let end = rest.firstLineEnd(from: scanned) {
        at += end + 1
        lines += 1
        let hasReturn = end > 0 && rest[end - 1] == 0x0D
        return Bytes(rebasing: rest[..<(hasReturn ? end - 1 : end)])
      }
      scanned = rest.count
      if scanned > maxLine.bytes {
        throw RunError.longLine(lines, limit: maxLine).located(in: file.path, from: 1)
      }
      if try !fill() {
        let rest = Bytes(rebasing: buffer.elements[at...])
        at = buffer.count
        lines += 1
        return rest.isEmpty ? nil : rest
      }
    }
  }

  /// The next byte; nil at the end.
  @inline(__always)
  func byte() throws(RunError) -> UInt8? {
    if at == buffer.count, try !fill() { return nil }
    at += 1
    return buffer[at - 1]
  }

  /// The byte that `byte` will return.
  func peek() throws(RunError) -> UInt8? {
    if at == buffer.count, try !fill() { return nil }
    return buffer[at]
  }

  /// Begins to retain the bytes that are read, until the next call.
  func mark() { marker = at }

  /// The bytes since `mark`, valid until more are read.
  var marked: Bytes { Bytes(rebasing: buffer.elements[(marker ?? at)..<at]) }

  /// Reads more bytes into the buffer; false at the end of the file.
  private func fill() throws(RunError) -> Bool {
    let start = marker ?? at
    if start > 0 {
      buffer.base.update(from: buffer.base + start, count: buffer.count - start)
      buffer.count -= start
      at -= start
      if marker != nil { marker = 0 }
    }
    while true {
      buffer.reserve(Self.chunk)
      let space = UnsafeMutableRawBufferPointer(
        start: buffer.base + buffer.count, count: Self.chunk)
      let count = try file.read(into: space)
      buffer.count += count
      if !isFirst { return count > 0 }
      // At the beginning, enough bytes to detect the mark.
      if count > 0 && buffer.count < 3 { continue }
      isFirst = false
      if let name = buffer.elements.nameOfUTF16 {
        throw RunError(.io, "\(file.name) is \(OtherEncoding.text(name))")
      }
      let mark: StaticString = "\u{FEFF}"
      if buffer.count >= 3, Bytes(rebasing: buffer.elements[..<3]).equals(mark) { at = 3 }
      return at < buffer.count
    }
  }
}

extension Bytes {
  /// The first LF at `start` or behind it.
  fileprivate func firstLineEnd(from start: Int) -> Int? {
    guard start < count, let base = baseAddress,
      let found = memchr(base + start, 0x0A, count - start)
    else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }
}
