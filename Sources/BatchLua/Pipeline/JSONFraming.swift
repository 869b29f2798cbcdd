internal import LazyJSON

/// Reads values of JSON, however they are spread over lines: one after another, with commas between
/// them or without, or as the elements of arrays. Each becomes a line: the line ends between its
/// tokens are dropped, all else stays. Whether it is valid is for the index of the lines to say.
final class JSONFraming: ChunkReader {
  let name: String
  private let file: InputFile
  private var buffer = ByteBuffer()
  private var at = 0
  private var isAtEnd = false
  /// The 0-based number of the line that is being read.
  private var line = 0
  /// Where the array begins whose elements are being read.
  private var arrayLine: Int?

  private static let step = 1 << 16

  /// The most bytes of a value.
  private let maxLine: Int

  init(_ file: InputFile, maxLine: Int) {
    self.file = file
    self.maxLine = min(maxLine, LineReader.longest)
    name = file.name
  }

  func next(into document: Document) throws(RunError) -> Bool {
    let first = line
    while document.text.count < framedChunk, try findValue() {
      document.addPlace(UInt32(line - first))
      try copyValue(to: document, line - first)
      document.appendText(0x0A)
    }
    document.endPlaces(UInt32(line - first))
    return document.text.count > 0
  }

  /// Passes over what stands between values; false at the end of the file.
  private func findValue() throws(RunError) -> Bool {
    while try has(1) {
      switch buffer[at] {
      case 0x0A: line += 1
      case 0x20, 0x09, 0x0D, 0x2C: break
      case 0xEF where try isMark(): at += 2
      case UInt8(ascii: "[") where arrayLine == nil: arrayLine = line
      case UInt8(ascii: "]"):
        if arrayLine == nil {
          throw RunError(.io, "\(name):\(line + 1): a ']' that closes nothing")
        }
        arrayLine = nil
      default: return true
      }
      at += 1
    }
    guard let arrayLine else { return false }
    throw RunError(
      .io,
      "\(name):\(arrayLine + 1): the array that begins here is not closed; is the file complete?"
    )
  }

  /// A byte order mark, as joined files have it in the middle.
  private func isMark() throws(RunError) -> Bool {
    try has(3) && buffer[at + 1] == 0xBB && buffer[at + 2] == 0xBF
  }

  private func copyValue(to document: Document, _ place: Int) throws(RunError) {
    switch buffer[at] {
    case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""):
      try copyTokens(to: document, place)
    default: try copyScalar(to: document)
    }
  }

  /// At least a byte, whatever it is.
  private func copyScalar(to document: Document) throws(RunError) {
    repeat {
      document.appendText(buffer[at])
      at += 1
      guard try has(1) else { return }
    } while !" \t\r\n,[]{}\"".utf8.contains(buffer[at])
  }

  /// An object, an array or a string, to its end or that of the file.
  private func copyTokens(to document: Document, _ place: Int) throws(RunError) {
    var scan = Scan()
    let start = document.text.count
    while try has(1) {
      let bytes = Bytes(rebasing: buffer.elements[at...])
      guard let space = document.tryReserveText(bytes.count) else {
        throw RunError.refusedMemory(place, document.text.count)
      }
      let (read, written) = scan.copy(bytes, to: space, &line)
      document.extendText(by: written)
      at += read
      if scan.isDone { return }
      if document.text.count - start > maxLine { throw RunError.longLine(place, limit: maxLine) }
    }
  }

  /// Where in a value the bytes stand.
  private struct Scan {
    private var depth = 0
    private var isInside = false
    private var isEscaped = false
    private(set) var isDone = false

    /// Copies to the end of the value, or to that of the bytes.
    mutating func copy(
      _ bytes: Bytes, to space: UnsafeMutablePointer<UInt8>, _ line: inout Int
    ) -> (read: Int, written: Int) {
      var written = 0
      for index in 0..<bytes.count {
        let byte = bytes[index]
        if byte == 0x0A {
          line += 1
          // Inside of a string it is a fault, also as another control character.
          if !isInside { continue }
        } else if byte == 0x0D && !isInside {
          continue
        }
        space[written] = byte == 0x0A ? 0x0D : byte
        written += 1
        if isInside { note(inside: byte) } else { note(byte) }
        if isDone { return (index + 1, written) }
      }
      return (bytes.count, written)
    }

    @inline(__always)
    private mutating func note(inside byte: UInt8) {
      if isEscaped {
        isEscaped = false
      } else if byte == 0x5C {
        isEscaped = true
      } else if byte == 0x22 {
        isInside = false
        isDone = depth == 0
      }
    }

    @inline(__always)
    private mutating func note(_ byte: UInt8) {
      switch byte {
      case 0x22: isInside = true
      case 0x7B, 0x5B: depth += 1
      case 0x7D, 0x5D:
        depth -= 1
        isDone = depth == 0
      default: break
      }
    }
  }

  /// Whether so many bytes are there, read if they must be.
  @inline(__always)
  private func has(_ count: Int) throws(RunError) -> Bool {
    if buffer.count - at >= count { return true }
    return try fill(count)
  }

  private func fill(_ count: Int) throws(RunError) -> Bool {
    let rest = buffer.count - at
    buffer.base.update(from: buffer.base + at, count: rest)
    buffer.count = rest
    at = 0
    while buffer.count < count && !isAtEnd {
      buffer.reserve(Self.step)
      let space = UnsafeMutableRawBufferPointer(
        start: buffer.base + buffer.count, count: Self.step)
      let more = try file.read(into: space)
      buffer.count += more
      isAtEnd = more == 0
    }
    return buffer.count >= count
  }
}
