extension Document {
  /// Calls `body` with the key, valid until it returns, and the node of the value of each member of
  /// an object that no script has changed, in order.
  package func eachMember(of object: UInt32, _ body: (_ key: Bytes, _ value: UInt32) -> Void) {
    let end = node(object).next
    var at = object + 1
    while at < end {
      body(string(at), at + 1)
      at = node(at + 1).next
    }
  }
}
