/// Random JSON: every kind of value, escape, number and blank, with equal keys and deep nesting.
package struct RandomDocument {
  private var random: Generator
  private let isLine: Bool
  /// The number that the next node has.
  private var next: UInt32
  /// All containers made.
  package private(set) var containers: [Model] = []

  /// Nodes are numbered from `first`; a line has no LF in it.
  package init(_ random: inout Generator, isLine: Bool = false, first: UInt32 = 0) {
    self.random = random.fork()
    self.isLine = isLine
    next = first
  }

  package static func text(_ random: inout Generator, isLine: Bool = false) -> String {
    var document = RandomDocument(&random, isLine: isLine)
    let root = document.root()
    return document.blanks() + root.json(foreign: []) + (random.once(in: 4) ? " \t" : "")
  }

  package var nodeCount: UInt32 { next }

  package mutating func root() -> Model {
    random.once(in: 12) ? scalar() : container(depth: 0)
  }

  package mutating func blanks() -> String {
    guard random.once(in: 3) else { return "" }
    let all = isLine ? [" ", "\t", "\r", "  "] : [" ", "\t", "\r", "\n", "\r\n", "  "]
    return (0...random.below(3)).map { _ in random.pick(all) }.joined()
  }

  private mutating func value(depth: Int) -> Model {
    random.below(5) < (depth < 5 ? 2 : 0) || (depth < 40 && random.once(in: 60))
      ? container(depth: depth) : scalar()
  }

  private mutating func number() -> UInt32 {
    defer { next += 1 }
    return next
  }

  private mutating func container(depth: Int) -> Model {
    let number = number()
    let isObject = random.once(in: 2)
    let count = random.once(in: 40) ? 30 + random.below(40) : random.below(5)
    let open = blanks()
    var items: [Model.Item] = []
    for at in 0..<count {
      let separator = at == 0 ? nil : blanks() + "," + blanks()
      items.append(item(isObject: isObject, separator, depth: depth + 1))
    }
    let model = Model(isObject ? .object(items) : .array(items), number: number)
    model.open = open
    model.close = count == 0 ? "" : blanks()
    containers.append(model)
    return model
  }

  private mutating func item(isObject: Bool, _ separator: String?, depth: Int) -> Model.Item {
    guard isObject else { return Model.Item(separator: separator, value: value(depth: depth)) }
    _ = number()
    let (key, text) = RandomText.string(&random, isKey: true)
    let keyText = text + blanks() + ":" + blanks()
    return Model.Item(
      key: key, keyText: keyText, separator: separator, value: value(depth: depth))
  }

  private mutating func scalar() -> Model {
    let number = number()
    switch random.below(6) {
    case 0:
      let (value, text): (Scalar, String) = random.pick([
        (.null, "null"), (.boolean(true), "true"), (.boolean(false), "false"),
      ])
      return Model(.scalar(value, text: text), number: number)
    case 1, 2:
      let text = RandomText.number(&random)
      return Model(.scalar(Scalar(number: text), text: text), number: number)
    default:
      let (bytes, text) = RandomText.string(&random)
      return Model(.scalar(.string(bytes), text: text), number: number)
    }
  }
}
