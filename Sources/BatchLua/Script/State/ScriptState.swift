internal import BatchModel
internal import CLua
internal import LazyJSON
internal import LuaVM

/// A Lua state with the batch model: the context of the functions by which C calls Swift.
///
/// C calls them on the thread of the state, while one of the methods here runs. They never run Lua
/// code again.
final class ScriptState {
  let vm: VM
  let indexer: Indexer
  /// The members by which records of the profile are recognised.
  let keys: RecordKeys
  /// The type as which the answer in a result is read.
  let answerType: ObjectType
  let options: ScriptStateOptions
  /// The values that the main output accepts.
  private(set) var accepted: Accepted
  let modules: ModuleLoader
  private let hotStorage = Detached(HotState())
  @inline(__always)
  var hot: UnsafeMutablePointer<HotState> { hotStorage.pointer }
  let types: UnsafePointer<CompiledType>
  let functions: FunctionTable
  /// Receives the text of Lua values; see `walk`.
  let sink = bl_json_output.json()
  /// The keys and values of a new table for Lua.
  let row: UnsafeMutablePointer<bl_value>
  /// The files that the script has opened.
  let files = OpenFiles()
  let documents: DocumentKeeper

  /// The lines of the current record so far, and committed lines that are not written yet.
  let output: CheckedLines
  /// Lines that are written with the chunk.
  let waiting: PendingLines
  /// Set by `batch.reject` and `batch.emit` while a record is processed.
  var rejection: Rejection?
  var emitted = false
  /// Whether the script wants no more records.
  var isStopped: Bool {
    get { hot.pointee.isStopped }
    set { hot.pointee.isStopped = newValue }
  }
  /// While a value for a field of the model is encoded: the types of the host objects in it, by
  /// the offsets of their text.
  var modelParts: [UInt32: ObjectType]?
  /// The error for a host object in a Lua table, while C returns from walking the table.
  var refused: EncodeError?
  /// Whether a record is being processed.
  var isInRecord: Bool {
    get { files.isInRecord }
    set { files.isInRecord = newValue }
  }
  /// The initial mode of writing; the record loop may change its own to direct.
  let mode: WritingMode
  /// The sink for lines that are emitted outside of records. The first state writes them; those of
  /// other states are checked and dropped.
  let outside: CheckedLines?
  /// The sink for lines that the script emits.
  var outlet: CheckedLines { isInRecord ? output : outside ?? output }
  /// The caller that runs the script; nil while the script is loaded.
  private(set) var runner: (any ScriptRunner)?
  /// The options that the script declares, while they are read and afterwards.
  var optionDrafts: [OptionDraft]?
  var declaredOptions: [ScriptOption]?
  var declaredColumns: [String] = [] {
    didSet {
      accepted.insert(.emptyRows)
      vm.takeEmptyTables()
    }
  }
  /// The number of empty tables that were written as lists, without results of `transform`.
  var emptyLists = 0
  var isStateless: Bool { vm.isStateless }
  /// The documents of the host's values, which no script changes.
  var unchangeable: Set<UnsafeMutableRawPointer> = []
  /// The result of `finish` as JSON, or the reason why it has no JSON form.
  var result: [UInt8]?
  var resultProblem: String?
  /// Whether the script has logged.
  var hasLogged = false
  /// The values of `args`, and the error of the given ones.
  var arguments: [ArgumentValue] = []
  var optionFault: RunError?
  /// Whether an option names standard input as its file.
  var readsStandardInput = false
  /// The last error that the host raised with a code.
  var raised: (message: String, code: String, param: String?)?

  init(
    options: ScriptStateOptions, sink: CheckedLines, outside: CheckedLines? = nil,
    mode: WritingMode = .behind, pool: DocumentPool = DocumentPool()
  ) throws(ScriptError) {
    self.outside = outside
    self.mode = mode
    self.options = options
    accepted = Accepted(options.outputForm, options.recordType)
    let shape = options.profile.shape
    indexer = RecordKeys.indexer(shape)
    keys = RecordKeys.of(shape)
    types = options.interface.types
    functions = options.interface.functions
    answerType = shape.wrapsAnswer ? .batchRequestOutputResponse : .object
    output = sink
    waiting = sink.waiting ?? PendingLines()
    modules = ModuleLoader(
      directories: options.moduleDirectories, world: options.world, names: options.names)
    vm = try VM(
      host: .batchLua, maxMemory: options.limits.maxMemory, isTrusted: options.allowsIO,
      hidesEnvironment: !options.capabilities.contains(.environment))
    // Allocated after `VM.init`, which may throw: then `deinit` is not called.
    row = .allocate(capacity: 2 * AnswerUsage.names.count)
    documents = DocumentKeeper(vm, pool: pool, limit: options.limits.maxMemory)
    vm.attach(Unmanaged.passUnretained(self).toOpaque())
    options.onOpen?(vm)
    for type in ObjectType.allCases {
      let shape =
        type.isArray ? BL_ARRAY : type == .object ? BL_MAP : type == .digits ? BL_DIGITS : BL_RECORD
      try vm.addType(type.rawValue, name: type.name, shape: shape)
      if let field = type.prefetchedField { try vm.prefetchField(field, of: type.rawValue) }
    }
    if options.outputForm == .text { vm.takeText() }
    try options.interface.define(self)
  }

  deinit {
    options.control?.forget(vm)
    vm.close()
    documents.end()
    options.onClose?(LeakReport(luaBytes: vm.memory, owners: vm.owners, pool: documents.pool))
    row.deallocate()
  }

  /// Runs the script in `body`, with `runner` as its caller.
  func run<Result, Failure: Error>(
    by runner: any ScriptRunner, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let before = self.runner
    self.runner = runner
    defer { self.runner = before }
    return try body()
  }

  // MARK: Documents

  /// An empty document from the pool.
  func makeDocument(isSmall: Bool = false) -> Document {
    reclaim()
    return documents.make(isSmall: isSmall)
  }

  /// Reclaims documents and handles that Lua has collected.
  func reclaim() {
    while let dead = vm.nextDead() {
      if hot.pointee.missDocument == dead { hot.pointee.missDocument = nil }
      if hot.pointee.walkDocument == dead { hot.pointee.walkDocument = nil }
      if hot.pointee.hasUnchangeable { unchangeable.remove(dead) }
      documents.takeBack(dead: dead)
    }
    while let handle = vm.nextDeadHandle() { files.drop(handle) }
  }

  /// To be called after a garbage collection: reclaims collected documents, and compacts retired
  /// chunks.
  func endCollection() {
    reclaim()
    documents.compactRetired(with: indexer)
  }

  /// The origin of a record, with its 1-based physical line.
  func position(of object: bl_object) -> (origin: Origin, line: Int, record: Int)? {
    guard let origin = documents.origins[object.document] else { return nil }
    let document = object.document
    guard let index = document.lineIndex(around: object.node) else { return nil }
    let number = Int(document.lines[index].number)
    return (
      origin, origin.firstLine + number, origin.firstRecord + document.source(ofLine: index)
    )
  }

  /// The declaration of a type for the lines of the profile.
  func model(of type: ObjectType) -> ModelType {
    type.model!.shaped(by: options.profile.shape)
  }
}
