internal import CSIMDJSON
internal import Glibc

/// simdjson's working memory: one for each thread that indexes.
package struct Indexer: ~Copyable {
  private let parser: OpaquePointer

  /// `names` are the keys whose values each line tells, at most six of 16 bytes. Stops the process
  /// when memory is out.
  package init(discriminators names: [String] = []) {
    parser = csj_parser_new()!
    for name in names { csj_add_discriminator(parser, name) }
  }

  deinit { csj_parser_free(parser) }

  /// The memory, for use while this indexer lives.
  var unowned: OpaquePointer { parser }

  /// Validates and indexes `length` bytes, split on LF or as one text. `padding` readable bytes
  /// follow them. `parser` is what `unowned` gave. Single bad lines are reported in `tables.lines`;
  /// what stops all is thrown.
  static func index(
    with parser: OpaquePointer, _ bytes: UnsafePointer<UInt8>, length: Int, lines: Bool,
    into tables: inout NodeTables
  ) throws(SyntaxError) {
    let call = lines ? csj_index_lines : csj_index_text
    let reason = call(parser, bytes, length, &tables.index)
    if reason != 0 { throw SyntaxError(reason: reason, offset: 0) }
    if tables.hasUnpaired { UnpairedSurrogate.note() }
  }

  /// Has the core fetch memory that is going to be read.
  @inline(__always)
  package static func prefetch(_ memory: UnsafeRawPointer) { csj_prefetch(memory) }

  /// Readable bytes that must follow a text.
  static let padding = Int(CSJ_PADDING)
  /// Levels of arrays and objects a text may have.
  package static let maximumDepth = Int(CSJ_MAX_DEPTH)

  /// The release of simdjson in use.
  package static var simdjsonVersion: String { String(cString: csj_simdjson_version()) }
}

extension Bytes {
  /// Whether the bytes, one at least, are well-formed UTF-8; by simdjson.
  var isValidUTF8: Bool { csj_is_utf8(baseAddress!, count) }

  /// How many of the bytes are lines with their ends.
  package var wholeLines: Int { count == 0 ? 0 : csj_whole_lines(baseAddress!, count) }

  /// How many of the bytes are the first line with its end; nil when it does not end here.
  package var firstLine: Int? {
    guard count > 0, let end = memchr(baseAddress!, 0x0A, count) else { return nil }
    return UnsafeRawPointer(end) - UnsafeRawPointer(baseAddress!) + 1
  }
}

/// The tables that an indexer fills.
struct NodeTables: ~Copyable {
  fileprivate var index = csj_index()

  deinit {
    var index = index
    csj_index_free(&index)
  }

  /// To be asked for when there is one: not checked, for it is read at each step through a text.
  @inline(__always)
  var nodes: UnsafeMutablePointer<Node> {
    UnsafeMutableRawPointer(index.nodes.unsafelyUnwrapped).assumingMemoryBound(to: Node.self)
  }

  /// Takes the nodes of a value of other tables, as those of one text. Stops the process when
  /// memory is out.
  mutating func copy(_ root: UInt32, of other: borrowing NodeTables) {
    var from = other.index
    guard csj_index_part(&from, root, &index) == CSJ_OK.rawValue else {
      RefusedMemory.end(Int(other.index.node_count) * MemoryLayout<Node>.stride)
    }
  }

  /// Puts a line with the value of another one behind the last. False when memory is out.
  mutating func `repeat`(line number: Int) -> Bool {
    csj_index_repeat(&index, UInt32(number)) == CSJ_OK.rawValue
  }

  /// Gives the lines the numbers that what they were made of had.
  mutating func move(to places: UnsafePointer<UInt32>, until end: UInt32) {
    for line in 0..<Int(index.line_count) { index.lines[line].number = places[line] }
    index.physical_lines = end
  }

  /// Whether a string of the text may have half of a surrogate pair.
  @inline(__always)
  var hasUnpaired: Bool { index.unpaired != 0 }

  var nodeCount: Int { Int(index.node_count) }

  /// What they take of memory, in bytes.
  var room: Int {
    Int(index.node_capacity) * MemoryLayout<Node>.stride
      + Int(index.line_capacity) * MemoryLayout<Line>.stride
  }

  /// Drops lines and nodes, and the memory of more than `limit` nodes.
  mutating func clear(limit: Int) {
    if index.node_capacity > limit { csj_index_free(&index) }
    index.node_count = 0
    index.line_count = 0
    index.physical_lines = 0
  }

  var lines: UnsafeBufferPointer<Line> {
    UnsafeBufferPointer(
      start: index.lines.map { UnsafeRawPointer($0).assumingMemoryBound(to: Line.self) },
      count: Int(index.line_count))
  }
  var physicalLines: Int { Int(index.physical_lines) }
}

extension SyntaxError: CustomStringConvertible {
  /// Such as "invalid number at byte 17".
  package var description: String { "\(message) at byte \(offset)" }
  /// Such as "invalid number".
  package var message: String { String(cString: csj_reason_text(reason)) }

  /// Whether the text ends inside an array or object.
  package var isUnclosed: Bool { reason == Int32(CSJ_UNCLOSED_CONTAINER.rawValue) }

  /// Whether the system has refused memory.
  package var isShortOfMemory: Bool { reason == Int32(CSJ_OUT_OF_MEMORY.rawValue) }
  /// Whether it ends inside a string.
  package var isUnclosedString: Bool { reason == Int32(CSJ_UNCLOSED_STRING.rawValue) }
  /// Whether its bytes are not UTF-8.
  package var isNotUTF8: Bool { reason == Int32(CSJ_INVALID_UTF8.rawValue) }
  /// Whether something stands behind the value.
  package var isTrailing: Bool { reason == Int32(CSJ_TRAILING_CONTENT.rawValue) }

  package static let tooLong = SyntaxError(reason: Int32(CSJ_TOO_LONG.rawValue), offset: 0)
}
