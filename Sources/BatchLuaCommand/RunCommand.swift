import ArgumentParser
import BatchLua

/// `batchlua run`: a script over batch files.
///
/// Options have their long names written out, and take texts or numbers: to derive a name costs the
/// parser time at each start, and each further type a search through all conformances.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs a Lua script over each record of batch files.",
    usage: """
      batchlua run [OPTIONS] SCRIPT [INPUT ...]
      batchlua run [OPTIONS] -e CODE [INPUT ...]
      """,
    discussion: """
      The script defines transform(record), filter(record) or both, and may define \
      begin() and finish(). Lines that it does not touch are written as they were, \
      byte for byte. SCRIPT --help also lists the -D options that the script declares; \
      'batchlua help' explains what it can reach.

      Examples:
        batchlua run swap-model.lua in.jsonl -o out.jsonl
        batchlua run -e 'body.model = "gpt-5-mini"' in.jsonl > out.jsonl
        batchlua run -e 'req.custom_id:find("^doc%-") ~= nil' part1.jsonl part2.jsonl
        batchlua run -Dprefix=doc renumber.lua - < in.jsonl
        batchlua run --on-error skip fix.lua in.jsonl -o out.jsonl
        batchlua run --sandbox --timeout 5 --max-memory 512M theirs.lua in.jsonl -o out.jsonl

      Exit codes: 0 done; 1 done, but records were skipped or quarantined \
      (--rejected-exit 0: 0); 2 usage, \
      input or output trouble; 3 the script does not load; 4 stopped by a script or \
      data error, also by --timeout or --max-memory, memory was refused, or the sandbox died; \
      130 interrupted.
      """)

  @Option(
    name: .customShort("e"), parsing: .singleValue,
    help: ArgumentHelp(
      "Code in place of SCRIPT: the body of transform, with the locals req and body; several are "
        + "its lines.",
      valueName: "CODE"))
  var codeLines: [String] = []

  var code: String? { codeLines.isEmpty ? nil : codeLines.joined(separator: "\n") }

  @Argument(
    help: ArgumentHelp(
      "The script, unless -e is given, then the inputs; '-' or none is standard input.",
      valueName: "SCRIPT INPUT"))
  var arguments: [String] = []

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp(
      "Where to write; there whole or not at all. With {part} in it, one file after another.",
      valueName: "FILE"))
  var output: String?

  @Option(
    name: .customLong("max-requests"),
    help: ArgumentHelp("The most lines of a part, of -o 'part-{part:03}.jsonl'.", valueName: "N"))
  var maxRequests: Int?

  @Option(
    name: .customLong("max-bytes"),
    help: ArgumentHelp("The most bytes of a part, such as 200MB.", valueName: "SIZE"))
  var maxBytes: String?

  @Option(
    name: .customShort("D"), parsing: .singleValue,
    help: ArgumentHelp(
      "A value for the script: args.NAME. SCRIPT --help lists those that it takes.",
      valueName: "NAME=VALUE"))
  var definitions: [String] = []

  @Option(
    name: .customLong("from"),
    help: ArgumentHelp(
      "How the input is framed: jsonl (the default), json (values over several lines, one after "
        + "another or in an array), csv (rows) or text (lines).",
      valueName: "FRAMING"))
  var from: String?

  @Option(
    name: .customLong("separator"),
    help: ArgumentHelp(
      "What separates the fields of --from csv and --to csv. (default: ,)", valueName: "CHARACTER"))
  var separator: String?

  @Option(
    name: .customLong("type"),
    help: ArgumentHelp(
      "What lines are taken as: detect (the default: as their keys say), BatchRequestInput, "
        + "BatchRequestOutput or json (any JSON objects).",
      valueName: "TYPE"))
  var type: String?

  @Option(
    name: .customLong("to"),
    help: ArgumentHelp(
      "What becomes of what the script gives: same (the default), json (any JSON objects, unchecked),"
        + " csv (rows) or text (strings, a line each).",
      valueName: "FORM"))
  var to: String?

  @Option(
    name: .customLong("profile"),
    help: ArgumentHelp(
      "How lines look and whose rules hold: 'batchlua help profiles' lists them. (default: openai)",
      valueName: "PROFILE"))
  var profile: String?

  @Option(
    name: .customLong("on-error"),
    help: ArgumentHelp(
      "What to do with bad records: fail (the default), skip or quarantine.",
      valueName: "POLICY"))
  var onError: String?

  @Option(
    name: .customLong("rejects"),
    help: ArgumentHelp(
      "Where rejected records go, framed as the input; the reasons beside it in FILE.errors.jsonl.",
      valueName: "FILE"))
  var rejects: String?

  @Option(
    name: .customLong("max-errors"),
    help: ArgumentHelp("End the run at the N-th bad record.", valueName: "N"))
  var maxErrors: Int?

  @Option(
    name: .customShort("L"), parsing: .singleValue,
    help: ArgumentHelp("Another directory for require, after the script's own.", valueName: "DIR"))
  var moduleDirectories: [String] = []

  @Option(
    name: .customLong("timeout"),
    help: ArgumentHelp(
      "How long one call into the script may take; without it there is no limit.",
      valueName: "SECONDS"))
  var timeout: String?

  @Option(
    name: .customLong("max-memory"),
    help: ArgumentHelp(
      "What the script's memory may take, such as 512M, 2GiB or 500MB; half of the machine's "
        + "memory without it.", valueName: "SIZE"))
  var maxMemory: String?

  @Option(
    name: .customLong("max-line"),
    help: ArgumentHelp(
      "The longest line that is read, packed files included; at most 4GiB. (default: 256MiB)",
      valueName: "SIZE"))
  var maxLine: String?

  @Option(
    name: .customLong("jobs"),
    help: ArgumentHelp(
      "Run N states of a script that sets stateless = true; the order stays. (default: 1)",
      valueName: "N"))
  var jobs: Int?

  @Flag(
    name: .customLong("sandbox"),
    help: ArgumentHelp(
      "For scripts that are not trusted: the kernel refuses the script files, programs, sockets and "
        + "the environment; of modules it gets those beside it and under -L."))
  var sandbox = false

  @Option(
    name: .customLong("rejected-exit"),
    help: ArgumentHelp(
      "What a run ends with that is done, but has rejected records: 0 or 1. (default: 1)",
      valueName: "CODE"))
  var rejectedExit: Int?

  @Option(
    name: .customLong("color"),
    help: ArgumentHelp(
      "Colour in messages: auto (the default: on a terminal), always or never.",
      valueName: "WHEN"))
  var color: String?

  @Flag(
    name: .customLong("allow-io"),
    help: ArgumentHelp(
      "For scripts that are trusted like any program: Lua's own io, and all of os. What they print "
        + "goes to standard error. Not with --sandbox."))
  var allowIo = false

  @Flag(
    name: [.customShort("q"), .customLong("quiet")],
    help: "No messages, warnings neither, but the error that ends the run.")
  var quiet = false

  @Flag(name: .customLong("strict"), help: "Warnings about the file as a whole are errors.")
  var strict = false

  @Flag(
    name: .customLong("summary"),
    help: "A summary line at the end, also when standard error is no terminal.")
  var summary = false

  func validate() throws {
    if code == nil && arguments.isEmpty {
      throw ValidationError("missing SCRIPT: a Lua file, or -e CODE")
    }
    if let jobs, jobs < 1 || jobs > 256 {
      throw ValidationError("--jobs takes a number from 1 to 256")
    }
    if let maxErrors, maxErrors < 1 { throw ValidationError("--max-errors takes 1 or more") }
    if let rejectedExit, rejectedExit != 0 && rejectedExit != 1 {
      throw ValidationError("--rejected-exit takes 0 or 1, got \(rejectedExit)")
    }
    _ = try namedDefinitions()
    if let code, !Arguments.isText(code) { throw ValidationError("-e takes UTF-8") }
    if let timeout, Self.seconds(timeout) == nil {
      throw ValidationError("--timeout takes a number of seconds above 0, got '\(timeout)'")
    }
    _ = try (words(), word(color, of: "--color", Terminal.Color.self))
    if sandbox && allowIo {
      throw ValidationError(
        "--allow-io is for scripts that one trusts, --sandbox for others: take one of them")
    }
    if let maxRequests, maxRequests < 1 {
      throw ValidationError("--max-requests takes 1 or more")
    }
    if let maxBytes, ByteSize.parse(maxBytes) == nil {
      throw ValidationError("--max-bytes takes a size such as 200MB, got '\(maxBytes)'")
    }
    if let separator, Self.byte(separator) == nil {
      throw ValidationError(
        "--separator takes one ASCII character such as ';', got '\(separator)'")
    }
    if separator != nil && from != "csv" && to != "csv" {
      throw ValidationError("--separator goes with --from csv or --to csv")
    }
    if let maxMemory, ByteSize.parse(maxMemory) == nil {
      throw ValidationError(
        "--max-memory takes a size such as 512M, 2GiB or 500MB, got '\(maxMemory)'")
    }
    if let maxLine, ByteSize.parse(maxLine) == nil {
      throw ValidationError("--max-line takes a size such as 512M or 1GiB, got '\(maxLine)'.")
    }
  }

  private static func seconds(_ text: String) -> Double? {
    Double(text).flatMap { $0 > 0 && $0 <= 1e9 ? $0 : nil }
  }

  /// The options that take one of some words.
  private func words() throws -> (
    type: RecordType?, framing: InputFraming?, form: OutputForm?,
    policy: RunOptions.ErrorPolicy?
  ) {
    (
      try word(type, of: "--type", RecordType.self),
      try word(from, of: "--from", InputFraming.self),
      try word(to, of: "--to", OutputForm.self),
      try word(onError, of: "--on-error", RunOptions.ErrorPolicy.self)
    )
  }

  /// The word that was given for an option, of those that it takes.
  private func word<Word: RawRepresentable<String> & CaseIterable>(
    _ text: String?, of option: String, _: Word.Type
  ) throws -> Word? {
    guard let text else { return nil }
    if let word = Word(rawValue: text) { return word }
    let words = Word.allCases.map(\.rawValue)
    throw ValidationError(
      "\(option) takes \(words.dropLast().joined(separator: ", ")) or \(words.last ?? ""), "
        + "got '\(text)'")
  }

  /// "\t" is a tab, as shells hand it on.
  private static func byte(_ separator: String) -> UInt8? {
    if separator == "\\t" { return 0x09 }
    guard let byte = separator.utf8.first, separator.utf8.count == 1, byte < 0x80 else {
      return nil
    }
    return "\"\r\n\0".utf8.contains(byte) ? nil : byte
  }

  func run() throws {
    var options = try options()
    options.endsProcess = true
    options.keepsToCores = true
    let result = try Run(options).execute()
    if summary || !quiet && Terminal.isInteractive { Terminal.say(result.line) }
    StandardError.showBar(nil)
    if result.rejected > 0 { throw ExitCode(rejectedExit.map(Int32.init) ?? Exit.rejected) }
  }

  /// Names are text; values are bytes, as paths are.
  private func namedDefinitions() throws -> [Definition] {
    try definitions.map { definition in
      let bytes = Arguments.bytes(of: definition)
      let name = bytes.prefix { $0 != UInt8(ascii: "=") }
      if name.isEmpty {
        throw ValidationError("-D takes NAME=VALUE, got '\(Arguments.shown(definition))'")
      }
      guard let text = String(validating: name, as: UTF8.self) else {
        throw ValidationError(
          "-D takes a name in UTF-8, got '\(Arguments.shown(definition))'")
      }
      if name.count == bytes.count { return Definition(text) }
      return Definition(text, bytes: bytes[(name.count + 1)...])
    }
  }

  func options() throws -> RunOptions {
    if let color = try word(color, of: "--color", Terminal.Color.self) { Terminal.color = color }
    let words = try words()
    let paths = arguments.map(Arguments.path)
    var options =
      if let code {
        RunOptions(script: .code(Arguments.plain(code)), inputs: paths)
      } else {
        RunOptions(script: .file(paths[0]), inputs: Array(paths.dropFirst()))
      }
    options.output = output.map(Arguments.path)
    options.definitions = try namedDefinitions()
    options.recordType = words.type ?? .detect
    options.maxRequests = maxRequests
    options.maxBytes = maxBytes.flatMap(ByteSize.parse)
    options.framing = words.framing ?? .jsonl
    options.outputForm = words.form ?? .same
    if let byte = separator.flatMap(Self.byte) { options.separator = byte }
    if let profile { options.profile = profile }
    if let policy = words.policy { options.onError = policy }
    options.rejects = rejects.map(Arguments.path)
    options.maxErrors = maxErrors
    if let jobs { options.jobs = jobs }
    options.isStrict = strict
    options.isSandboxed = sandbox
    options.allowsIO = allowIo
    options.moduleDirectories = moduleDirectories.map(Arguments.path)
    options.timeout = timeout.flatMap(Self.seconds)
    if let size = maxMemory.flatMap(ByteSize.parse) { options.maxMemory = size }
    if let size = maxLine.flatMap(ByteSize.parse) { options.maxLine = size }
    let isQuiet = quiet
    options.onMessage = { text in
      if !isQuiet { Terminal.say(MessageText(lines: text)) }
    }
    if Terminal.canReplace && !quiet {
      let progress = Progress(over: options.inputs)
      options.onProgress = { StandardError.showBar(progress.line($0, width: Terminal.width)) }
    }
    return options
  }
}
