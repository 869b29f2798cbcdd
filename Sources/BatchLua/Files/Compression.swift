internal import CCompression
internal import LazyJSON

/// The format of a packed file, by the suffix of its name.
enum Compression: CaseIterable {
  case gzip
  case zstd

  /// The suffix of such names.
  var suffix: String { self == .gzip ? ".gz" : ".zst" }

  /// nil for a name with another suffix.
  init?(path: Path) {
    guard let kind = Self.allCases.first(where: { path.hasSuffix($0.suffix) }) else { return nil }
    self = kind
  }

  /// The bytes that packed data begins with.
  private var mark: [UInt8] { self == .gzip ? [0x1F, 0x8B, 0x08] : [0x28, 0xB5, 0x2F, 0xFD] }
  static let longestMark = 4

  /// nil for bytes that are not packed.
  init?(beginning bytes: some Sequence<UInt8>) {
    guard let kind = Self.allCases.first(where: { bytes.starts(with: $0.mark) })
    else { return nil }
    self = kind
  }

  /// Whether these bytes may be the beginning of packed data.
  static func mayBegin(with bytes: [UInt8]) -> Bool {
    allCases.contains { kind in
      bytes.count < kind.mark.count && kind.mark.starts(with: bytes)
    }
  }

  /// The name in messages.
  var name: String { self == .gzip ? "gzip" : "Zstandard" }

  fileprivate var format: Int32 {
    Int32(bitPattern: self == .gzip ? CC_GZIP.rawValue : CC_ZSTD.rawValue)
  }
}

/// Unpacks a stream of one or more members.
final class Decoder {
  private let raw: OpaquePointer
  private let packed = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
  private var rest = 0..<0
  private let kind: Compression

  /// Why packed bytes cannot be read.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  init(_ kind: Compression) {
    self.kind = kind
    guard let raw = cc_decoder_new(kind.format) else { RefusedMemory.end(packed.count) }
    self.raw = raw
  }

  deinit {
    cc_decoder_free(raw)
    packed.deallocate()
  }

  /// Reads at least one unpacked byte into `space`; returns their number, 0 at the end. `read`
  /// reads packed bytes.
  func read(
    into space: UnsafeMutableRawBufferPointer,
    from read: (UnsafeMutableRawBufferPointer) throws -> Int
  ) throws -> Int {
    var isEnd = false
    while true {
      if rest.isEmpty && !isEnd {
        rest = 0..<(try read(packed))
        isEnd = rest.isEmpty
      }
      let start = packed.baseAddress!
      var step = cc_step(
        input: UnsafeRawPointer(start + rest.lowerBound), input_count: rest.count,
        output: space.baseAddress, output_count: space.count)
      let status = cc_decode(raw, &step)
      if status == CC_NO_MEMORY.rawValue { RefusedMemory.end(packed.count) }
      if status != CC_OK.rawValue {
        let why = String(cString: cc_decoder_error(raw))
        throw Failure(
          description: cc_decoder_has_member(raw)
            ? "the \(kind.name) data is damaged: \(why), behind a whole member; is what follows it "
              + "something else?"
            : "the \(kind.name) data is damaged: \(why)")
      }
      rest = (rest.upperBound - step.input_count)..<rest.upperBound
      let made = space.count - step.output_count
      if made > 0 { return made }
      if isEnd && cc_decoder_is_complete(raw) { return 0 }
      if isEnd { throw Failure(description: "the \(kind.name) data ends early: it is truncated") }
    }
  }
}

/// Packs bytes into one member after another.
final class Encoder {
  private let raw: OpaquePointer
  private let packed = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)

  init(_ kind: Compression) {
    guard let raw = cc_encoder_new(kind.format) else { RefusedMemory.end(packed.count) }
    self.raw = raw
  }

  deinit {
    cc_encoder_free(raw)
    packed.deallocate()
  }

  /// Packs `bytes`, and passes output to the closure as it is available. With `finish`, ends the
  /// member.
  func write(
    _ bytes: Bytes, finish: Bool, to body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var step = cc_step(
      input: UnsafeRawPointer(bytes.baseAddress), input_count: bytes.count, output: nil,
      output_count: 0)
    var isDone = false
    repeat {
      step.output = packed.baseAddress
      step.output_count = packed.count
      guard cc_encode(raw, &step, finish, &isDone) == CC_OK.rawValue else {
        RefusedMemory.end(packed.count)
      }
      let made = packed.count - step.output_count
      if made > 0 { try body(UnsafeRawBufferPointer(rebasing: packed[..<made])) }
    } while step.input_count > 0 || finish && !isDone || step.output_count == 0
  }
}
