internal import CLua

/// What the code of a script reaches beyond the values that it is called with, by its compiled form:
/// nothing of it runs.
package enum CodeReach: Equatable {
  /// Nothing but what it may.
  case allowed
  /// It reads a global, or a field of one ("batch.writer"), that it may not.
  case reads(String, line: Int)
  /// It assigns a global.
  case assigns(String, line: Int)
  /// It uses the table of globals as a value.
  case globals(line: Int)
  /// It does not compile, or to a form that is not known.
  case unknown

  /// Looks at the text of a script, or at code that is the body of transform: that may assign no
  /// globals. `allows` says whether a global may be read, or a field of it, by their names: of
  /// ["batch"], the global itself is taken as a value.
  package init(of text: [UInt8], isBody: Bool, allows: (_ path: [String]) -> Bool) {
    var reach = bl_reach()
    withoutActuallyEscaping(allows) { allows in
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
