// Written by scripts/quick-run.

import ArgumentParser

/// The values of the options of `run`. Properties have no wrappers, because looking up their
/// types takes a tenth of the time that a run needs to start.
struct RunChoices {
  var codeLines: [String] = []
  var arguments: [String] = []
  var outputs: OutputOptions = OutputOptions()
  var set: FileSetOptions = FileSetOptions()
  var parts: PartOptions = PartOptions()
  var selection: SelectionOptions = SelectionOptions()
  var definitions: [String] = []
  var inputs: InputOptions = InputOptions()
  var to: String?
  var errors: ErrorOptions = ErrorOptions()
  var modules: ModuleOptions = ModuleOptions()
  var limits: LimitOptions = LimitOptions()
  var jobs: String?
  var sandbox: Bool = false
  var allowIo: Bool = false
  var manners: MannerOptions = MannerOptions()
  var dryRun: Bool = false
  var diff: Int?
  var timings: Bool = false
  var diagnostics: String?
  var strict: Bool = false
  var summary: Bool = false

  /// The values without any option.
  init() {
    inputs.records = RecordOptions()
    manners.messages = MessageOptions()
  }

  init(_ command: RunCommand) {
    codeLines = command.codeLines
    arguments = command.arguments
    outputs = command.outputs
    set = command.set
    parts = command.parts
    selection = command.selection
    definitions = command.definitions
    inputs = command.inputs
    to = command.to
    errors = command.errors
    modules = command.modules
    limits = command.limits
    jobs = command.jobs
    sandbox = command.sandbox
    allowIo = command.allowIo
    manners = command.manners
    dryRun = command.dryRun
    diff = command.diff
    timings = command.timings
    diagnostics = command.diagnostics
    strict = command.strict
    summary = command.summary
  }

  /// Each option.
  static let quick: [Quick] = [
    Quick("-e", "", .texts { $0.codeLines = $1 }),
    Quick("-o", "--output", .text { $0.outputs.output = $1 }),
    Quick("-i", "--in-place", .flag { $0.set.inPlace = $1 }),
    Quick("", "--in-place-suffix", .text { $0.set.suffix = $1 }),
    Quick("", "--output-dir", .text { $0.set.directory = $1 }),
    Quick("", "--report", .text { $0.set.report = $1 }),
    Quick("", "--shard", .number { $0.set.shard = $1 }),
    Quick("", "--max-requests", .number { $0.parts.maxRequests = $1 }),
    Quick("", "--max-bytes", .text { $0.parts.maxBytes = $1 }),
    Quick("-n", "", .flag { $0.selection.noInput = $1 }),
    Quick("", "--head", .number { $0.selection.head = $1 }),
    Quick("", "--sample", .number { $0.selection.sample = $1 }),
    Quick("", "--seed", .text { $0.selection.seed = $1 }),
    Quick("-D", "", .texts { $0.definitions = $1 }),
    Quick("", "--from", .text { $0.inputs.from = $1 }),
    Quick("", "--separator", .text { $0.inputs.separator = $1 }),
    Quick("", "--type", .text { $0.inputs.records.type = $1 }),
    Quick("", "--profile", .text { $0.inputs.records.profile = $1 }),
    Quick("", "--max-line", .text { $0.inputs.maxLine = $1 }),
    Quick("", "--to", .text { $0.to = $1 }),
    Quick("", "--on-error", .text { $0.errors.onError = $1 }),
    Quick("", "--rejects", .text { $0.errors.rejects = $1 }),
    Quick("", "--max-errors", .number { $0.errors.maxErrors = $1 }),
    Quick("", "--rejected-exit", .number { $0.errors.rejectedExit = $1 }),
    Quick("-L", "", .texts { $0.modules.directories = $1 }),
    Quick("", "--timeout", .text { $0.limits.timeout = $1 }),
    Quick("", "--max-memory", .text { $0.limits.maxMemory = $1 }),
    Quick("", "--jobs", .text { $0.jobs = $1 }),
    Quick("", "--sandbox", .flag { $0.sandbox = $1 }),
    Quick("", "--allow-io", .flag { $0.allowIo = $1 }),
    Quick("-q", "--quiet", .flag { $0.manners.messages.quiet = $1 }),
    Quick("", "--color", .text { $0.manners.messages.color = $1 }),
    Quick("", "--progress", .text { $0.manners.progress = $1 }),
    Quick("", "--dry-run", .flag { $0.dryRun = $1 }),
    Quick("", "--diff", .number { $0.diff = $1 }),
    Quick("", "--timings", .flag { $0.timings = $1 }),
    Quick("", "--diagnostics", .text { $0.diagnostics = $1 }),
    Quick("", "--strict", .flag { $0.strict = $1 }),
    Quick("", "--summary", .flag { $0.summary = $1 }),
  ]

  mutating func validateGroups() throws {
    try outputs.validate()
    try set.validate()
    try parts.validate()
    try selection.validate()
    try inputs.validate()
    try inputs.records.validate()
    try errors.validate()
    try modules.validate()
    try limits.validate()
    try manners.validate()
    try manners.messages.validate()
  }
}
