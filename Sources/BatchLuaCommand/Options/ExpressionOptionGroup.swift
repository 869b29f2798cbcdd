import ArgumentParser
import BatchLua

/// What the Lua expressions of a command may use.
struct ExpressionOptionGroup: ParsableArguments {
  @Option(
    name: .customShort("D"), parsing: .singleValue,
    help: ArgumentHelp("A value for expressions: args.NAME.", valueName: "NAME=VALUE"))
  var definitions: [String] = []

  @Option(
    name: .customShort("L"), parsing: .singleValue,
    help: ArgumentHelp("A directory for require.", valueName: "DIR"), completion: .directory)
  var moduleDirectories: [String] = []

  @OptionGroup var limits: LimitOptions

  func validate() throws { _ = try named }

  private var named: [Definition] {
    get throws { try definitions.map { try Definition(argument: $0) } }
  }

  var options: ExpressionOptions {
    get throws {
      var options = ExpressionOptions()
      options.definitions = try named
      options.moduleDirectories = moduleDirectories.map(Arguments.path)
      options.timeout = limits.seconds
      if let size = try limits.memory { options.maxMemory = size }
      return options
    }
  }
}
