extension Document {
  /// The paths of keys that stand more than once in their object, anywhere in a value of a text
  /// that nothing has changed: "body.model".
  package func repeatedKeys(in root: UInt32) -> [String] {
    var paths: [String] = []
    for number in root..<node(root).next where node(number).kind == .object {
      let count = node(number).payload
      if count < 2 { continue }
      // By bytes: strings of Swift are equal also where they are composed in other ways.
      var seen: [[UInt8]: Int] = [:]
      var key = number + 1
      while key < node(number).next {
        let name = Array(string(key))
        seen[name, default: 0] += 1
        if seen[name] == 2 {
          let place = EncodeError("").under(key: string(key))
          paths.append(locate(place, at: number, in: root).place)
        }
        key = node(key + 1).next
      }
    }
    return paths
  }
}
