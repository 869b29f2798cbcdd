/// A plain model of a JSON value and of what edits make of it: strings for the pieces of text
/// that were read, arrays for what stands there now. Nodes that are shared are the same object.
package final class Model {
  package enum Content {
    case scalar(Scalar, text: String)
    case array([Item])
    case object([Item])
    case foreign(Int)
  }

  /// A member or element with the text that belongs to it.
  package struct Item {
    /// In objects.
    var key: [UInt8] = []
    /// From the key's start to the value; empty in arrays.
    var keyText = ""
    /// From the end of the item before it, as read; nil for the first one and for new ones.
    var separator: String?
    var value: Model
  }

  package var content: Content
  /// Its node, when it was read.
  package let number: UInt32?
  /// The blanks behind the opening and before the closing bracket, as read.
  package var open = ""
  package var close = ""
  private let wasEmpty: Bool

  package init(_ content: Content, number: UInt32? = nil) {
    self.content = content
    self.number = number
    wasEmpty =
      switch content {
      case .array(let items), .object(let items): items.isEmpty
      default: false
      }
  }

  package var isContainer: Bool { isObject || isArray }
  package var isObject: Bool { if case .object = content { true } else { false } }
  package var isArray: Bool { if case .array = content { true } else { false } }

  package var items: [Item] {
    get {
      switch content {
      case .array(let items), .object(let items): items
      default: []
      }
    }
    set { content = isObject ? .object(newValue) : .array(newValue) }
  }

  /// The members that can be read: of equal keys the last.
  package var visible: [Item] {
    items.indices.filter { i in !items[(i + 1)...].contains { $0.key == items[i].key } }
      .map { items[$0] }
  }

  /// What is written: original pieces where they have a place, else the least that is needed.
  package func json(foreign: [String]) -> String {
    switch content {
    case .scalar(_, let text): return text
    case .foreign(let number): return foreign[number]
    case .array(let items): return "[" + inside(items, foreign) + "]"
    case .object(let items): return "{" + inside(items, foreign) + "}"
    }
  }

  private func inside(_ items: [Item], _ foreign: [String]) -> String {
    var text = ""
    for (at, item) in items.enumerated() {
      if at > 0 { text += item.separator ?? "," }
      text += item.keyText + item.value.json(foreign: foreign)
    }
    if items.isEmpty && !wasEmpty { return "" }
    return wasEmpty && !items.isEmpty ? text : open + text + close
  }

  /// Whether `other` is this value or somewhere in it.
  package func reaches(_ other: Model) -> Bool {
    self === other || items.contains { $0.value.reaches(other) }
  }
}

/// The edits, as the model makes them.
extension Model {
  /// Whether replacing this value by `new` changes nothing.
  private func isSame(as new: Model) -> Bool {
    switch (content, new.content) {
    case (.scalar(.big, _), .scalar(.big, _)): self === new
    case (.scalar(let a, let text), .scalar(let b, _)) where new.number == nil:
      a.isSame(as: b) && !Self.hasUnpaired(text)
    case (.foreign(let a), .foreign(let b)): a == b
    default: isContainer && self === new
    }
  }

  /// Whether the text of a scalar has half of a surrogate pair: to write what it reads as is a
  /// change.
  private static func hasUnpaired(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    // The number of the escape at a place, when it is one of \u.
    func unit(_ at: Int) -> UInt16? {
      guard at + 6 <= bytes.count, bytes[at] == 0x5C, bytes[at + 1] == 0x75 else { return nil }
      return UInt16(String(decoding: bytes[at + 2..<at + 6], as: UTF8.self), radix: 16)
    }
    var at = 0
    while at < bytes.count {
      guard let first = unit(at) else {
        at += bytes[at] == 0x5C ? 2 : 1
        continue
      }
      at += 6
      guard first & 0xF800 == 0xD800 else { continue }
      guard first & 0xFC00 == 0xD800, let second = unit(at), second & 0xFC00 == 0xDC00 else {
        return true
      }
      at += 6
    }
    return false
  }

  package func setMember(_ key: [UInt8], _ value: Model) {
    if let last = items.lastIndex(where: { $0.key == key }) {
      if !items[last].value.isSame(as: value) { items[last].value = value }
      let kept = items.enumerated().filter { $0.offset == last || $0.element.key != key }
      items = kept.map(\.element)
    } else {
      items.append(Item(key: key, keyText: Scalar.quoted(key) + ":", value: value))
    }
  }

  package func removeMember(_ key: [UInt8]) { items.removeAll { $0.key == key } }

  package func setElement(_ index: Int, _ value: Model) {
    if index == items.count { return insertElement(index, value) }
    if !items[index].value.isSame(as: value) { items[index].value = value }
  }

  package func insertElement(_ index: Int, _ value: Model) {
    items.insert(Item(value: value), at: index)
  }

  package func removeElement(_ index: Int) { items.remove(at: index) }
}
