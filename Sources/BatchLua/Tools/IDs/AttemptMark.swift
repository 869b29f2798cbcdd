internal import LazyJSON

/// The suffix of the id of a request that is sent again, such as `-again` or `-try{n}`, where `{n}`
/// is the number of the attempt, from 2. It lets a service that rejects the ids of earlier batches
/// accept the request.
public struct AttemptMark: Sendable, Hashable {
  private let head: [UInt8]
  /// The text behind the number; nil if the mark has no number.
  private let tail: [UInt8]?

  /// Nil for a text that is empty, is just `{n}`, has `{n}` twice, or a digit next to `{n}`, which
  /// would be read as part of the number.
  public init?(_ text: String) {
    let (bytes, mark) = (Array(text.utf8), Array("{n}".utf8))
    let starts = bytes.indices.filter { bytes[$0...].starts(with: mark) }
    guard !bytes.isEmpty, starts.count <= 1 else { return nil }
    head = starts.first.map { Array(bytes[..<$0]) } ?? bytes
    tail = starts.first.map { Array(bytes[($0 + mark.count)...]) }
    if let tail, head.isEmpty || Self.isDigit(head.last) || Self.isDigit(tail.first) { return nil }
  }

  private static func isDigit(_ byte: UInt8?) -> Bool { byte.map { $0 &- 0x30 < 10 } ?? false }

  /// The length of an id without its mark.
  func base(of id: Bytes) -> Int {
    guard let tail else {
      var count = id.count
      while count > head.count, id[..<count].ends(with: head) { count -= head.count }
      return count
    }
    guard id.ends(with: tail) else { return id.count }
    let end = id.count - tail.count
    let digits = id[..<end].reversed().prefix { $0 &- 0x30 < 10 }.count
    let start = end - digits - head.count
    guard digits > 0, start > 0, id[..<(end - digits)].ends(with: head) else { return id.count }
    return start
  }

  /// The id with the mark of the next attempt.
  func marked(_ id: Bytes, into output: inout ByteBuffer) {
    let base = base(of: id)
    output.append(Bytes(rebasing: id[..<base]))
    head.withUnsafeBufferPointer { output.append($0) }
    guard let tail else { return }
    let number = id[base...].dropFirst(head.count).prefix { $0 &- 0x30 < 10 }
    let attempt = Int64(String(decoding: number, as: UTF8.self)) ?? 1
    output.appendInteger(attempt &+ 1)
    tail.withUnsafeBufferPointer { output.append($0) }
  }
}

extension BidirectionalCollection<UInt8> {
  fileprivate func ends(with end: [UInt8]) -> Bool {
    count >= end.count && suffix(end.count).elementsEqual(end)
  }
}
