/// What `FileCheck` finds in a line.
package struct LineFinding {
  package let code: ErrorCode
  /// For an id that was used before: where, as given for that line.
  package var firstUse: UInt32?
  /// Whether services mostly take the line all the same.
  package var isWarning = false

  /// Whether an earlier line has the id.
  package var isRepeatedID: Bool { if case .duplicateCustomID = code { true } else { false } }

  init(_ code: ErrorCode, firstUse: UInt32? = nil, isWarning: Bool = false) {
    self.code = code
    self.firstUse = firstUse
    self.isWarning = isWarning
  }
}
