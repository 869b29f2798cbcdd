internal import BatchModel

extension ScriptStateOptions {
  init(_ options: RunOptions, _ source: ScriptSource, _ profile: Profile) {
    self.init(world: options.world, interface: .batchLua(for: profile.shape))
    definitions = options.definitions
    scriptName = source.name
    limits = ScriptLimits(
      maxMemory: options.maxMemory, timeout: options.timeout, names: options.names)
    maxLine = LineReader.bounded(options.lineLimit)
    names = options.names
    moduleDirectories = options.modulePath(of: source)
    allowsIO = options.allowsIO
    shard = options.shard
    capabilities = options.capabilities
    control = options.control
    hostFunctions = options.functions
    hostValues = options.globals
    onPrint = options.onPrint
    onLog = { [options] level, text, position in
      let input = position.map { InputPosition($0, profile.shape) }
      options.onEvent?(.log(level: level, text: text, input: input))
      options.say("\(level): \(input?.heading ?? "")\(text, limit: 4000)")
    }
    recordType = options.lineType
    framing = options.framing
    outputForm = options.outputForm
    self.profile = profile
    isStrict = options.isStrict
    onOpen = options.onOpen
    onClose = options.onClose
  }
}
