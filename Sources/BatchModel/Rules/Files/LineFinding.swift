/// A problem that `FileCheck` finds in a line.
package struct LineFinding {
  package let code: ErrorCode
  /// For a duplicate id: the number of the line that uses it first.
  package var firstUse: UInt32?
  /// Whether most services accept the line nevertheless.
  package var isWarning = false

  /// Whether an earlier line has the id.
  package var isRepeatedID: Bool { if case .duplicateCustomID = code { true } else { false } }

  init(_ code: ErrorCode, firstUse: UInt32? = nil, isWarning: Bool = false) {
    self.code = code
    self.firstUse = firstUse
    self.isWarning = isWarning
  }
}
