import BatchLua
import BatchLuaReference
import Glibc

/// `batchlua SCRIPT INPUT…`: the first argument is not a command.
struct MissingCommand {
  private let arguments: [String]

  /// Nil if the arguments begin with a command, or with an option that `run` does not have.
  init?(_ arguments: [String]) {
    guard let first = arguments.first, !HelpCommand.commandNames.contains(first) else { return nil }
    if first.hasPrefix("-") && !["-e", "-D", "-L", "-o"].contains(String(first.prefix(2))) {
      return nil
    }
    self.arguments = arguments
  }

  /// An error that suggests what was meant.
  var error: RunError {
    let first = arguments[0]
    if first.hasPrefix("-") || first.hasSuffix(".lua") || access(first, R_OK) == 0 {
      let line = (["batchlua", "run"] + arguments).map(Self.quoted).joined(separator: " ")
      return RunError(
        .usage, "there is no command '\(Arguments.shown(first))'; to run a script: \(line)")
    }
    let near: MessageText? = Reference.near(first, among: HelpCommand.commandNames).map {
      "did you mean '\($0)'?"
    }
    return RunError(
      .usage,
      "there is no command '\(Arguments.shown(first))'; \(near ?? "'batchlua help' lists all")")
  }

  /// Quoted for a shell.
  private static func quoted(_ argument: String) -> String {
    let isPlain =
      !argument.isEmpty
      && argument.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "-_./=+,:@%".utf8.contains(byte)
        }
      }
    if isPlain { return argument }
    let text = Arguments.shown(argument).split(separator: "'", omittingEmptySubsequences: false)
    return "'" + text.joined(separator: #"'\''"#) + "'"
  }
}
