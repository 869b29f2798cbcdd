/// The pattern of the paths of parts, with `{part}` and `{key}`.
struct SplitPattern {
  private let path: Path
  let hasParts: Bool
  let hasKeys: Bool
  private static let key = Array("{key}".utf8)
  /// The unique names of keys in paths.
  private var names: [SplitKey: String] = [:]
  private var taken: Set<String> = []

  init(_ path: Path) throws(RunError) {
    self.path = path
    hasKeys = Self.range(of: Self.key, in: path.bytes) != nil
    do throws(BindingError) {
      hasParts = try PathPattern(Self.replacing(path, by: []), for: "the output").hasParts
    } catch {
      throw RunError(.usage, "\(error.message)")
    }
  }

  /// The path of a part; `key` is nil if lines are not split by a key.
  mutating func path(part: Int, key: SplitKey?) throws(RunError) -> Path {
    let path = key.map { Self.replacing(self.path, by: Array(name(of: $0).utf8)) } ?? self.path
    do throws(BindingError) {
      return try PathPattern(path, for: "the output").path(part: part)
    } catch {
      throw RunError(.usage, "\(error.message)")
    }
  }

  /// Existing files of parts with a larger number, left from an earlier split.
  func stale(after number: Int) -> [Path] {
    hasKeys ? [] : (try? PathPattern(path, for: "the output"))?.paths(after: number) ?? []
  }

  /// A unique name for a key: letters, digits, "-", "_" and "." are copied, all else becomes "_".
  private mutating func name(of key: SplitKey) -> String {
    if let name = names[key] { return name }
    var safe = String(key.text.prefix(Self.longest).map { Self.isSafe($0) ? $0 : "_" })
    while safe.utf8.count > Self.longest { safe.removeLast() }
    if safe.isEmpty || safe.first == "." { safe = "_" + safe.dropFirst() }
    var name = safe
    var number = 1
    while !taken.insert(name).inserted {
      number += 1
      name = "\(safe)-\(number)"
    }
    names[key] = name
    return name
  }

  private static let longest = 100

  private static func isSafe(_ letter: Character) -> Bool {
    letter.isLetter || letter.isNumber || "-_.".contains(letter)
  }

  private static func range(of part: [UInt8], in bytes: [UInt8]) -> Range<Int>? {
    guard bytes.count >= part.count else { return nil }
    for start in 0...(bytes.count - part.count) where bytes[start...].starts(with: part) {
      return start..<start + part.count
    }
    return nil
  }

  private static func replacing(_ path: Path, by name: [UInt8]) -> Path {
    var bytes = path.bytes
    while let range = range(of: key, in: bytes) { bytes.replaceSubrange(range, with: name) }
    return Path(bytes: bytes)
  }
}
