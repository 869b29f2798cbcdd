internal import LazyJSON

/// Finds the end of a JSON value by its brackets and quotes. In an invalid value, a closing bracket
/// closes all brackets since its partner; and the value ends before a line that is not indented
/// deeper and begins a value where JSON allows none:
///
///     {"a": [1, 2}         closes both
///     {"a": {"b": 1}       ends here, for the next line begins a value
///     {"a": 1}
struct ValueScan {
  /// The number of bytes so far; at the end, the length of the value.
  private(set) var count = 0
  private(set) var isDone = false
  /// The number of line ends in the value.
  private(set) var lines = 0
  private(set) var hasReturns = false
  /// Whether writing it on one line changes more than blanks between tokens.
  private(set) var isBroken = false
  /// The number of bytes behind the last line end.
  var lastColumn: Int { count - lineStart }

  /// The brackets that are open.
  private var open: [UInt8] = []
  private var isInside = false
  private var isEscaped = false
  /// The last byte that is not a blank, outside of strings; a quote after a string.
  private var previous: UInt8 = 0
  private let column: Int
  private var first: UInt8 = 0
  /// The offset of the current line, and whether it has only blanks so far.
  private var lineStart = 0
  private var isIndent = false
  /// A line in a string that begins with a brace, and may be the beginning of a value.
  private var likely: (start: Int, lines: Int)?

  /// `column` is the number of bytes before the value on its line.
  init(column: Int) { self.column = column }

  /// Continues with all bytes of the value that are available.
  mutating func read(_ value: Bytes) {
    if count == 0 { first = value[0] }
    while count < value.count && !isDone {
      let byte = value[count]
      if byte == 0x0A {
        noteLineEnd()
      } else if isInside {
        note(inside: byte)
      } else {
        note(byte)
      }
    }
  }

  private mutating func noteLineEnd() {
    count += 1
    lines += 1
    lineStart = count
    isIndent = true
    if isInside { isBroken = true } else { likely = nil }
    isEscaped = false
  }

  @inline(__always)
  private mutating func note(inside byte: UInt8) {
    if isIndent || likely != nil, endsBefore(inside: byte) { return }
    count += 1
    if isEscaped {
      isEscaped = false
    } else if byte == 0x5C {
      isEscaped = true
    } else if byte == 0x22 {
      isInside = false
      isDone = open.isEmpty
    } else if byte == 0x0D {
      hasReturns = true
    }
  }

  /// Whether a line inside of a string begins like an object: with a brace that is followed by a
  /// quote or a closing brace, possibly on the next line.
  private mutating func endsBefore(inside byte: UInt8) -> Bool {
    if byte == 0x20 || byte == 0x09 || byte == 0x0D { return false }
    if let likely, byte == 0x22 || byte == 0x7D {
      lines = likely.lines
      end(before: likely.start)
      return true
    }
    let isLikely = isIndent && byte == first && byte == 0x7B && isAtColumn
    likely = isLikely ? (lineStart, lines) : nil
    isIndent = false
    return false
  }

  private var isAtColumn: Bool { count - lineStart <= column }

  private mutating func end(before start: Int) {
    isDone = true
    isBroken = true
    lines -= 1
    count = start - 1
  }

  @inline(__always)
  private mutating func note(_ byte: UInt8) {
    switch byte {
    case 0x20, 0x09:
      count += 1
      return
    case 0x0D:
      count += 1
      hasReturns = true
      return
    case 0x22: isInside = true
    case 0x7B, 0x5B:
      if isIndent, byte == first, isAtColumn, !canOpen { return end(before: lineStart) }
      open.append(byte)
    case 0x7D, 0x5D: close(byte == 0x7D ? 0x7B : 0x5B)
    default: break
    }
    isIndent = false
    previous = byte
    count += 1
  }

  /// Whether JSON allows a value behind the last byte.
  private var canOpen: Bool {
    open.last == 0x5B ? previous == 0x5B || previous == 0x2C : previous == 0x3A
  }

  /// Closes brackets up to `partner`; nothing if it is not open.
  private mutating func close(_ partner: UInt8) {
    if open.last == partner {
      open.removeLast()
    } else if let index = open.lastIndex(of: partner) {
      open.removeSubrange(index...)
    }
    isDone = open.isEmpty
  }

  // MARK: On one line

  /// Copies a value without its line ends; returns the number of bytes, which is not larger. A line
  /// end in a string becomes another control character, which is invalid, too; one inside of a
  /// number or a word becomes a blank.
  func onOneLine(_ value: Bytes, to space: UnsafeMutablePointer<UInt8>) -> Int {
    var written = 0
    var isInside = false
    var isEscaped = false
    var isSplit = false
    for byte in value {
      if isInside {
        isInside = isEscaped || byte != 0x22
        isEscaped = !isEscaped && byte == 0x5C
        space[written] = byte == 0x0A ? 0x0D : byte
        written += 1
        continue
      }
      if byte == 0x0A || byte == 0x0D {
        isSplit = true
        continue
      }
      if isSplit, written > 0, Self.isBare(space[written - 1]), Self.isBare(byte) {
        space[written] = 0x20
        written += 1
      }
      isSplit = false
      isInside = byte == 0x22
      space[written] = byte
      written += 1
    }
    return written
  }

  private static func isBare(_ byte: UInt8) -> Bool { !" \t,:[]{}\"".utf8.contains(byte) }
}
