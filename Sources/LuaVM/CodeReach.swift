internal import CLua

/// Static analysis of a script's bytecode: what it accesses beyond its arguments. The script does
/// not run.
package enum CodeReach: Equatable {
  /// Only what is allowed.
  case allowed
  /// It reads a global, or a field of one ("batch.writer"), that is not allowed.
  case reads(String, line: Int)
  /// It assigns a global.
  case assigns(String, line: Int)
  /// It uses the table of globals as a value.
  case globals(line: Int)
  /// It does not compile, or its bytecode is of an unknown release.
  case unknown

  /// Analyses the text of a script or, with `isBody`, code that is the body of transform and must
  /// not assign globals. `allows` tells whether a global or a field of it may be read, by their
  /// names; ["batch"] alone means that the global itself is used as a value.
  package init(of text: [UInt8], isBody: Bool, allows: @escaping (_ path: [String]) -> Bool) {
    var reach = bl_reach()
    var question = Question(allows: allows)
    withUnsafeMutablePointer(to: &question) { question in
      text.withUnsafeBytes { text in
        bl_find_reach(
          text.chars, text.count, isBody,
          { context, path in
            let allows = context!.assumingMemoryBound(to: Question.self).pointee.allows
            return allows(String(cString: path!).split(separator: ".").map(String.init))
          }, question, &reach)
      }
    }
    let name = withUnsafePointer(to: &reach.name.0) { String(cString: $0) }
    let line = Int(reach.line)
    self =
      switch reach.kind {
      case BL_REACHES_NOTHING: .allowed
      case BL_REACHES_NAME: .reads(name, line: line)
      case BL_REACHES_GLOBAL: .assigns(name, line: line)
      case BL_REACHES_GLOBALS: .globals(line: line)
      default: .unknown
      }
  }

  private struct Question {
    let allows: ([String]) -> Bool
  }
}
