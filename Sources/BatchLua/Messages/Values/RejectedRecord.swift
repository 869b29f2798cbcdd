public import BatchModel
internal import LazyJSON

/// A rejected record: what quarantine writes, as a value.
public struct RejectedRecord: Sendable, Hashable {
  /// The bytes of the input, without the line end.
  public let line: [UInt8]
  /// Code, message, param, and the number of the line in its input, from 1.
  public let error: BatchError
  /// The name of the input.
  public let input: String
  /// The record's id, if it has one.
  public let customID: String?
  /// The position in the script; nil if it is not an error of the script.
  public let script: ScriptPosition?

  init(_ line: Bytes, _ diagnostic: Diagnostic) {
    self.line = Array(line)
    error = BatchError(
      code: diagnostic.code, message: diagnostic.message, param: diagnostic.param,
      line: diagnostic.input?.line)
    input = diagnostic.input?.file ?? ""
    customID = diagnostic.input?.customID
    script = diagnostic.script
  }
}
