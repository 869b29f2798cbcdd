extension ResultIndex {
  /// The marks of a line in the store.
  struct Marks: OptionSet {
    let rawValue: UInt8
    /// It is the first of its id.
    static let first = Marks(rawValue: 1 << 0)
    /// It is the best of its id.
    static let best = Marks(rawValue: 1 << 1)
    /// It holds an answer and no error.
    static let answered = Marks(rawValue: 1 << 2)
    /// The answer was cut short by the token limit.
    static let cutShort = Marks(rawValue: 1 << 3)
    /// The failure is one that the caller selected.
    static let chosen = Marks(rawValue: 1 << 4)
    /// A request has its id.
    static let used = Marks(rawValue: 1 << 5)
    /// That was written.
    static let written = Marks(rawValue: 1 << 6)

    /// The larger, the better.
    var rank: Int {
      if !contains(.answered) { return 0 }
      return contains(.cutShort) ? 1 : 2
    }
  }
}
