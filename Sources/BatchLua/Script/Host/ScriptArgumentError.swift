internal import BatchModel
internal import LazyJSON

/// The error for an argument that a `ScriptFunction` does not accept.
public struct ScriptArgumentError: Error, CustomStringConvertible, Sendable {
  private enum Problem {
    case mismatch(expected: String, found: String)
    case other(String)
  }

  private let problem: Problem
  /// The location in the argument, such as "element 2 of member 'a'"; empty for the whole
  /// argument.
  private let path: String

  init(expected: String, found: String) {
    problem = .mismatch(expected: expected, found: found)
    path = ""
  }

  /// The error for an argument, from one that was thrown for it or for a part of it.
  init(_ error: any Error, at part: String = "") {
    guard let error = error as? ScriptArgumentError else {
      problem = .other(Self.text(of: error))
      path = part
      return
    }
    problem = error.problem
    path = error.path.isEmpty || part.isEmpty ? error.path + part : "\(error.path) of \(part)"
  }

  private static func text(of error: any Error) -> String {
    switch error {
    case let error as EncodeError: error.text
    case let error as BindingError: error.message
    default: "\(error)"
    }
  }

  /// The message: "takes a string, got nil", "takes a number as element 2, got a string".
  public var description: String {
    switch problem {
    case .mismatch(let expected, let found):
      "takes \(expected)\(path.isEmpty ? "" : " as \(path)"), got \(found)"
    case .other(let text): path.isEmpty ? text : "\(path): \(text)"
    }
  }

  /// The message with the name of the function and the number of the argument.
  func message(of function: String, argument: Int) -> String {
    let path = (path.isEmpty ? "" : "\(path) of ") + "argument \(argument)"
    return switch problem {
    case .mismatch(let expected, let found):
      "\(function) takes \(expected) as \(path), got \(found)"
    case .other(let text): "\(function) cannot take \(path): \(text)"
    }
  }
}

extension ScriptConvertible {
  /// Reads a part of an argument. The error of the part gets its name, such as "element 2".
  init(part: String, _ value: JSONValue) throws {
    do {
      try self.init(script: ScriptArgument(value))
    } catch {
      throw ScriptArgumentError(error, at: part)
    }
  }
}
