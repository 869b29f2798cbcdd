internal import Glibc

/// The path of a file for the system: bytes in any encoding. Paths are equal if their bytes are
/// equal, so names with differently composed accents are different files.
public struct Path: Hashable, Sendable, ExpressibleByStringLiteral {
  /// The bytes, without the zero that ends a C string.
  public let bytes: [UInt8]

  /// The path of these bytes.
  public init(bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

  /// The path of a text, in UTF-8.
  public init(_ text: String) { bytes = Array(text.utf8) }

  /// The path that a literal spells.
  public init(stringLiteral text: String) { self.init(text) }

  /// Passes the path to a C function. A path that contains a zero is passed as an empty one, which
  /// names no file: cut at the zero, it would be another path.
  public func withCString<Result, Failure: Error>(
    _ body: (UnsafePointer<CChar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let text = bytes.contains(0) ? [0] : bytes + [0]
    return try text.withUnsafeBufferPointer { (text) throws(Failure) -> Result in
      let start = UnsafeRawPointer(text.baseAddress!).assumingMemoryBound(to: CChar.self)
      return try body(start)
    }
  }
}

extension Path: CustomStringConvertible {
  /// The path for messages, with escapes for bytes that are not text or have effects on a
  /// terminal, as in `caf\xe9.jsonl`.
  public var description: String { Escapes.data(Escapes.text(of: bytes)) }
}

// MARK: Parts

extension Path {
  private static let slash = UInt8(ascii: "/")

  var isAbsolute: Bool { bytes.first == Self.slash }

  /// Whether it ends in a slash, so that it can only name a directory.
  var endsInSlash: Bool { bytes.last == Self.slash }

  /// The part behind the last slash.
  package var name: ArraySlice<UInt8> {
    bytes.lastIndex(of: Self.slash).map { bytes[($0 + 1)...] } ?? bytes[...]
  }

  /// The directory it is in: "." for a bare name.
  package var parent: Path {
    var rest = bytes[...]
    while rest.count > 1, rest.last == Self.slash { rest.removeLast() }
    guard let end = rest.lastIndex(of: Self.slash) else { return "." }
    rest = rest[..<end]
    while rest.last == Self.slash { rest.removeLast() }
    return rest.isEmpty ? "/" : Path(bytes: rest)
  }

  package func appending(_ suffix: String) -> Path { Path(bytes: bytes + suffix.utf8) }

  /// Another path, relative to this directory.
  package func child(_ path: Path) -> Path {
    if path.isAbsolute { return path }
    return Path(bytes: bytes + (endsInSlash ? [] : [Self.slash]) + path.bytes)
  }

  package func hasSuffix(_ suffix: String) -> Bool {
    bytes.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
  }

  /// The bytes behind a prefix; nil if it has another beginning.
  func dropping(prefix: String) -> ArraySlice<UInt8>? {
    bytes.starts(with: prefix.utf8) ? bytes.dropFirst(prefix.utf8.count) : nil
  }
}

// MARK: What the file system says

extension Path {
  var isDirectory: Bool { kind == S_IFDIR }

  /// Whether something is there.
  var exists: Bool { kind != nil }

  /// Whether it is a pipe with a name.
  var isPipe: Bool { kind == S_IFIFO }

  /// The kind of the file that links lead to; nil if it does not exist.
  private var kind: mode_t? {
    var status = stat()
    return withCString { stat($0, &status) } == 0 ? status.st_mode & S_IFMT : nil
  }

  /// The path with all links followed; nil if the file does not exist.
  var real: Path? {
    guard let real = withCString({ realpath($0, nil) }) else { return nil }
    defer { free(real) }
    return Path(cString: real)
  }

  /// The target of a link; nil if it is not a link.
  var linkTarget: Path? {
    withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { target in
      let space = target.baseAddress!.assumingMemoryBound(to: CChar.self)
      let count = withCString { readlink($0, space, 4096) }
      return count > 0 ? Path(bytes: target[..<count]) : nil
    }
  }

  /// Returns the result of the system call, like the next two.
  func rename(to new: Path) -> Int32 {
    withCString { old in new.withCString { Glibc.rename(old, $0) } }
  }

  func link(to new: Path) -> Int32 {
    withCString { old in new.withCString { Glibc.link(old, $0) } }
  }

  func unlink() -> Int32 { withCString { Glibc.unlink($0) } }

  private init(cString: UnsafePointer<CChar>) {
    self.init(bytes: UnsafeRawBufferPointer(start: cString, count: strlen(cString)))
  }
}
