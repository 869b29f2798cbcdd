internal import LazyJSON

/// Opens inputs that may be UTF-16, and reads them as UTF-8.
struct MendingOpener: InputOpener {
  func open(_ input: RunInput) throws(RunError) -> InputFile {
    let file = try DirectOpener().open(input)
    return InputFile(TranscodedSource(file), name: file.path)
  }

  func beginsLarge(_ input: RunInput?) -> Bool { false }

  func size(of inputs: [RunInput]) -> Int? { nil }
}

/// Reads a file as UTF-8. UTF-16 is detected by its byte order mark or its first bytes, and
/// transcoded.
final class TranscodedSource: ByteSource {
  private let file: InputFile
  private enum Encoding { case utf8, little, big }
  /// nil before the first bytes are read.
  private var encoding: Encoding?
  /// Bytes of the file that are not transcoded yet, and text that is not returned yet.
  private var raw: [UInt8] = []
  private var text: [UInt8] = []
  private var isAtEnd = false
  /// The high surrogate of an incomplete pair.
  private var lead: UInt16?
  /// Whether the character before it is a backslash that escapes the next one.
  private var isEscaped = false

  init(_ file: InputFile) { self.file = file }

  var size: Int? { nil }
  var isSeekable: Bool { false }

  func read(into space: UnsafeMutableRawBufferPointer, at offset: Int) -> Int { 0 }

  func read(into space: UnsafeMutableRawBufferPointer) throws -> Int {
    if encoding == nil { try look() }
    if encoding == .utf8 && raw.isEmpty && text.isEmpty { return try file.read(into: space) }
    while text.isEmpty && !isAtEnd { try fill() }
    let count = min(text.count, space.count)
    space.copyBytes(from: text[..<count])
    text.removeFirst(count)
    return count
  }

  private func look() throws(RunError) {
    while raw.count < 4, try readRaw() {}
    switch raw.withUnsafeBufferPointer({ $0.nameOfUTF16 }) {
    case nil: encoding = .utf8
    case "UTF-16BE": encoding = .big
    case "UTF-16LE": encoding = .little
    default: encoding = raw.starts(with: [0xFE, 0xFF]) ? .big : .little
    }
  }

  /// False at the end of the file.
  private func readRaw() throws(RunError) -> Bool {
    var count = 0
    var failure: RunError?
    let more = [UInt8](unsafeUninitializedCapacity: 1 << 16) { space, initialized in
      do throws(RunError) {
        count = try file.read(into: UnsafeMutableRawBufferPointer(space))
      } catch {
        failure = error
      }
      initialized = count
    }
    if let failure { throw failure }
    raw += more
    return count > 0
  }

  private func fill() throws(RunError) {
    if encoding == .utf8 {
      swap(&raw, &text)
      isAtEnd = text.isEmpty
      return
    }
    if raw.count < 2, try !readRaw() {
      isAtEnd = true
      if let lead { append(half: lead) }
      if !raw.isEmpty { append("\u{FFFD}") }
      raw = []
      return
    }
    var at = 0
    while at + 1 < raw.count {
      let (first, second) = (UInt16(raw[at]), UInt16(raw[at + 1]))
      take(encoding == .little ? second << 8 | first : first << 8 | second)
      at += 2
    }
    raw.removeFirst(at)
  }

  private func take(_ unit: UInt16) {
    if let lead {
      self.lead = nil
      if UTF16.isTrailSurrogate(unit) {
        let high = UInt32(lead - 0xD800) << 10
        return append(Unicode.Scalar(0x10000 + high + UInt32(unit - 0xDC00)) ?? "\u{FFFD}")
      }
      append(half: lead)
    }
    if UTF16.isLeadSurrogate(unit) {
      lead = unit
    } else if let scalar = Unicode.Scalar(unit) {
      append(scalar)
    } else {
      append(half: unit)
    }
  }

  private func append(_ scalar: Unicode.Scalar) {
    isEscaped = scalar == "\\" && !isEscaped
    text += Array(String(scalar).utf8)
  }

  /// UTF-8 cannot encode a lone surrogate: it is written as its escape, which validation finds.
  /// Behind a backslash, where it would be invalid JSON, the result is invalid, too.
  private func append(half unit: UInt16) {
    if isEscaped { return append("\u{FFFD}") }
    text += Array("\\u\(String(unit, radix: 16))".utf8)
  }
}
