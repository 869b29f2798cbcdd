internal import BatchModel
internal import CLua
internal import LazyJSON
internal import LuaVM

/// One Lua state with the batch model in it: what the C boundary calls back into.
///
/// Lua calls back on the state's own thread, while one of the methods here runs; such a call never
/// enters the state again.
final class ScriptState {
  let vm: VM
  let indexer: Indexer
  /// What tells the records of the profile's shape.
  let keys: RecordKeys
  /// What the answer in a result reads as.
  let answerType: ObjectType
  let options: ScriptStateOptions
  /// What the main output takes.
  private(set) var accepted: Accepted
  let modules: ModuleLoader
  private let hotStorage = Detached(HotState())
  @inline(__always)
  var hot: UnsafeMutablePointer<HotState> { hotStorage.pointer }
  let types: UnsafePointer<CompiledType>
  let functions: FunctionTable
  /// What takes the text of Lua values; see `walk`.
  let sink = bl_json_output.json()
  /// The pairs of a new table on its way to Lua.
  let row: UnsafeMutablePointer<bl_value>
  /// What the script has opened.
  let files = OpenFiles()
  let documents: DocumentKeeper

  /// The lines of the current record so far, and those that wait for the output.
  let output: CheckedLines
  /// What waits to be written with the chunk.
  let waiting: PendingLines
  /// Set by `batch.reject` and `batch.emit` while a record is processed.
  var rejection: Rejection?
  var emitted = false
  /// Whether the script wants no more records.
  var isStopped: Bool {
    get { hot.pointee.isStopped }
    set { hot.pointee.isStopped = newValue }
  }
  /// While a value for a field of the model is encoded: the host objects in it, which may be
  /// records, by the offset of their text.
  var modelParts: [UInt32: ObjectType]?
  /// Why a host object in a Lua table cannot be written, while the walk over the table returns.
  var refused: EncodeError?
  /// Whether a record is being processed.
  var isInRecord: Bool {
    get { files.isInRecord }
    set { files.isInRecord = newValue }
  }
  /// How lines are written at first; the record loop may go direct.
  let mode: WritingMode
  /// The sink for lines that are written outside of records: the first state writes them; those of
  /// other states are checked and dropped.
  let outside: CheckedLines?
  /// Where what the script emits goes.
  var outlet: CheckedLines { isInRecord ? output : outside ?? output }
  /// What runs the script at the moment; nil while it is loaded.
  private(set) var surroundings: (any Surroundings)?
  /// The options that the script declares, while they are read and afterwards.
  var optionDrafts: [OptionDraft]?
  var declaredOptions: [ScriptOption]?
  var declaredColumns: [String] = [] {
    didSet {
      accepted.insert(.emptyRows)
      vm.takeEmptyTables()
    }
  }
  /// How many empty tables were written as lists, not counting results of transform.
  var emptyLists = 0
  var isStateless: Bool { vm.isStateless }
  /// The documents of the host's values, which no script changes.
  var unchangeable: Set<UnsafeMutableRawPointer> = []
  /// What `finish` has returned, as JSON; and why it has no such form.
  var result: [UInt8]?
  var resultProblem: String?
  /// Whether the script has logged.
  var hasLogged = false
  /// The values of `args`, and what is wrong with those that were given.
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
    // Not before the state is there: what throws while members are missing gives nothing back.
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

  /// Runs the script in `body`, with `surroundings` to call back into.
  func surrounded<Result, Failure: Error>(
    by surroundings: any Surroundings, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let before = self.surroundings
    self.surroundings = surroundings
    defer { self.surroundings = before }
    return try body()
  }

  // MARK: Documents

  /// An empty document, one used before when there is one.
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

  /// To be called after a collection: reclaims what it has found, and compacts retired chunks.
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

  /// The declaration of a type as the profile's lines have it.
  func model(of type: ObjectType) -> ModelType {
    type.model!.shaped(by: options.profile.shape)
  }
}
