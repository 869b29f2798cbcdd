package import CLua

/// Expressions over records.
extension VM {
  /// Compiles `code` as an expression of `req`, `body` and `out`; `name` is its name in messages.
  /// Returns its number.
  package func loadExpression(_ code: [UInt8], name: String) throws(ScriptError) -> Int32 {
    var number: Int32 = 0
    let status = code.withUnsafeBytes { text in
      bl_load_expression(raw, text.chars, text.count, "@" + name, &number)
    }
    try check(status)
    return number
  }

  /// Evaluates the expressions of `evaluation` in order; throws the error of the first that fails.
  package func evaluate(_ evaluation: inout bl_evaluation) throws(ScriptError) {
    try check(bl_evaluate(raw, &evaluation))
  }
}
