internal import LazyJSON

/// Reads rows of CSV as objects of strings.
final class CSVFraming: ChunkReader {
  let name: String
  private let rows: CSVParser
  private var names: [[UInt8]]?

  init(_ file: InputFile, separator: UInt8, maxLine: Int) {
    name = file.name
    let input = TextInput(file, maxLine: maxLine)
    rows = CSVParser(input, name: file.name, separator: separator)
  }

  func next(into document: Document) throws(RunError) -> Bool {
    do throws(BindingError) {
      try fill(document)
    } catch {
      throw RunError(.io, "\(error.message)")
    }
    return document.text.count > 0
  }

  private func fill(_ document: Document) throws(BindingError) {
    let first = rows.nextLine
    document.noteRows()
    if names == nil { names = try rows.readHeader() }
    let names = names ?? []
    var text = ByteBuffer()
    while document.text.count < framedChunk, try rows.readRow(of: names.count) {
      document.addPlace(UInt32(rows.line - first))
      text.count = 0
      for (index, name) in names.enumerated() {
        text.append(UInt8(ascii: index == 0 ? "{" : ","))
        name.withUnsafeBufferPointer { text.appendQuoted($0) }
        text.append(UInt8(ascii: ":"))
        text.appendQuoted(rows.field(index))
      }
      text.append("}\n")
      document.appendText(text.elements)
    }
    document.endPlaces(UInt32(rows.nextLine - first))
  }
}

/// Reads lines of text as strings.
final class TextFraming: ChunkReader {
  let name: String
  private let input: TextInput
  private var line = 0

  init(_ file: InputFile, maxLine: Int) {
    name = file.name
    input = TextInput(file, maxLine: maxLine)
  }

  func next(into document: Document) throws(RunError) -> Bool {
    var text = ByteBuffer()
    while document.text.count < framedChunk, let bytes = try input.line() {
      line += 1
      if let at = bytes.firstBadByte {
        throw RunError(.io, "\(name):\(line): \(NotUTF8.text(bytes, at))")
      }
      text.count = 0
      text.appendQuoted(bytes)
      text.append(0x0A)
      document.appendText(text.elements)
    }
    return document.text.count > 0
  }
}

/// What is said of text in another encoding.
enum NotUTF8 {
  static func text(_ bytes: Bytes, _ at: Int) -> String {
    let byte = String(bytes[at], radix: 16, uppercase: true)
    return "the byte 0x\(byte) is not UTF-8; \(remedy)"
  }

  static let remedy =
    "save the file as UTF-8, or convert it: iconv -f WINDOWS-1252 -t UTF-8 FILE"
}

extension Bytes {
  /// Where the first byte stands that is not well-formed UTF-8.
  var firstBadByte: Int? {
    if isUTF8 { return nil }
    var (good, bad) = (0, count)
    // The longest prefix that is well-formed, but for a character that it may cut.
    while bad - good > 1 {
      let middle = (good + bad) / 2
      var end = middle
      while end > good && end > middle - 4 && self[end] & 0xC0 == 0x80 { end -= 1 }
      if end > good && Bytes(rebasing: self[..<end]).isUTF8 {
        good = end
      } else if end == good {
        break
      } else {
        bad = end
      }
    }
    var at = good
    while at < count {
      let length = self[at] < 0x80 ? 1 : self[at] < 0xE0 ? 2 : self[at] < 0xF0 ? 3 : 4
      let end = Swift.min(at + length, count)
      if !Bytes(rebasing: self[at..<end]).isUTF8 { return at }
      at = end
    }
    return good
  }
}
