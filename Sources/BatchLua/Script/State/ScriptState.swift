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
  let hot: UnsafeMutablePointer<HotState>
  let types: UnsafePointer<CompiledType>
  let functions: FunctionTable
  /// What takes the text of Lua values; see `walk`.
  let sink = bl_json_output.json()
  /// The pairs of a new table on its way to Lua.
  let row: UnsafeMutablePointer<bl_value>
  /// What the script has opened.
  let files = OpenFiles()
  var origins = Origins()
  let pool: DocumentPool
  /// What the script may bring into documents; nil without a limit.
  let budget: Budget?
  /// Chunks that were read to their end and may still be kept by Lua, and their bytes since the
  /// last collection.
  private var retired: Set<UnsafeMutableRawPointer> = []
  private var retiredBytes = 0
  /// Chunks with copies in them that Lua still kept when a collection was over.
  private(set) var chunksOfCopies: Set<UnsafeMutableRawPointer> = []

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
  /// Documents that are with another thread, and those of them that Lua has let go of.
  private var away: Set<UnsafeMutableRawPointer> = []
  private var awayDead: Set<UnsafeMutableRawPointer> = []
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

  /// Accessed for each field that is read: outside of the class, so that exclusivity is not
  /// checked.
  struct HotState: ~Copyable {
    /// Bytes that are passed to Lua and that no document holds.
    var kept = ByteBuffer()
    var keptPath = ByteBuffer()
    var keptName = ByteBuffer()
    /// The text of a value that is copied.
    var copied = ByteBuffer()
    /// The last look-up that failed, for "did you mean": its key and object.
    var missKey = MissedKey(Bytes(start: nil, count: 0))
    var missDocument: UnsafeMutableRawPointer?
    var missNode: UInt32 = 0
    /// The array of the last null element that was read, and its 0-based index there, for messages.
    var nullDocument: UnsafeMutableRawPointer?
    var nullNode: UInt32 = 0
    var nullIndex = 0
    /// Where the last step of a walk over an object ended.
    var walkDocument: UnsafeMutableRawPointer?
    var walkNode: UInt32 = 0
    var walkPlace = 0
    /// The document of the records being processed, while what the script makes of them is
    /// written later; and the nodes of the current one.
    var chunk: UnsafeMutableRawPointer?
    var recordNodes: Range<UInt32> = 0..<0
    /// Whether Lua values, or values from elsewhere in a document, were assigned since the record
    /// began.
    var hasNewValues = false
    var hasMovedValues = false
    /// Whether the script has called the host's functions or returned records since then.
    var hasActed = false
    var isStopped = false
    /// Whether there are documents that no script changes.
    var hasUnchangeable = false
  }

  init(
    options: ScriptStateOptions, sink: CheckedLines, outside: CheckedLines? = nil,
    mode: WritingMode = .behind, pool: DocumentPool = DocumentPool()
  ) throws(ScriptError) {
    self.outside = outside
    self.mode = mode
    self.options = options
    accepted = Accepted(options.outputForm, options.recordType)
    self.pool = pool
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
    hot = .allocate(capacity: 1)
    hot.initialize(to: HotState())
    let limit = options.limits.maxMemory
    budget = limit > 0 ? Budget(limit: limit) { [unowned vm] in vm.memory } : nil
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
    while let dead = vm.nextDead() { pool.give(Document(address: dead)) }
    for dead in awayDead { pool.give(Document(address: dead)) }
    options.onClose?(LeakReport(luaBytes: vm.memory, owners: vm.owners, pool: pool))
    hot.deinitialize(count: 1)
    hot.deallocate()
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
    let document = pool.take(isSmall: isSmall)
    document.count(for: budget)
    return document
  }

  /// Takes back documents and handles that Lua has collected.
  func reclaim() {
    while let dead = vm.nextDead() {
      if hot.pointee.missDocument == dead { hot.pointee.missDocument = nil }
      if hot.pointee.walkDocument == dead { hot.pointee.walkDocument = nil }
      retired.remove(dead)
      chunksOfCopies.remove(dead)
      if hot.pointee.hasUnchangeable { unchangeable.remove(dead) }
      if away.contains(dead) { awayDead.insert(dead) } else { takeBack(Document(address: dead)) }
    }
    while let handle = vm.nextDeadHandle() { files.drop(handle) }
  }

  /// Takes back a document that Lua does not have.
  func takeBack(_ document: Document) {
    origins[document] = nil
    pool.give(document)
  }

  // MARK: Writing behind the script

  /// Lines of this document are written later, from now on until `leaveChunk`.
  func enterChunk(_ document: Document) { hot.pointee.chunk = document.address }

  func leaveChunk() { hot.pointee.chunk = nil }

  @inline(__always)
  func enterRecord(_ document: Document, _ root: UInt32) {
    hot.pointee.recordNodes = Range(uncheckedBounds: (root, document.node(root).next))
    hot.pointee.hasNewValues = false
    if hasActed { forgetActions() }
  }

  /// True if the script called a host function, returned records or moved values: the result may
  /// differ from "this line, edited".
  @inline(__always)
  var hasActed: Bool { hot.pointee.hasActed || hot.pointee.hasMovedValues }

  private func forgetActions() {
    hot.pointee.hasActed = false
    hot.pointee.hasMovedValues = false
    rejection = nil
    emitted = false
  }

  /// Whether the current record cannot wait to be written.
  var mustWriteNow: Bool { hot.pointee.hasMovedValues || !files.uncommitted.isEmpty }

  /// Serializes the Lua values in the record for the thread that writes the line. Throws when that
  /// took too long; that thread reports values that have no JSON form.
  @inline(__always)
  func freeze(_ document: Document, _ root: UInt32) throws(EncodeError) {
    if hot.pointee.hasNewValues { try freezeValues(document, root) }
  }

  private func freezeValues(_ document: Document, _ root: UInt32) throws(EncodeError) {
    let encoder = LuaEncoder(state: self, owner: document.address)
    if let error = document.serializeForeigns(in: root, with: encoder), vm.isLate { throw error }
  }

  /// To be called before an object is changed: its line, if it is pending, is written as it is now.
  @inline(__always)
  func willChange(_ object: bl_object) throws {
    if hot.pointee.chunk == object.owner {
      if !hot.pointee.recordNodes.contains(object.node) { try willChangeOther(object) }
    } else if hot.pointee.hasUnchangeable {
      try checkWritable(object)
    }
  }

  private func willChangeOther(_ object: bl_object) throws(RunError) {
    let document = object.document
    let line = document.lineIndex(around: object.node)
    if line.map(document.isWaiting(line:)) ?? true { try surroundings?.goDirect() }
  }

  /// To be called before a script writes by itself: pending lines are written first.
  func willWrite() throws(RunError) {
    if mode.isApart { return }
    if hot.pointee.chunk != nil { try surroundings?.goDirect() }
  }

  /// Notes that a document is with another thread.
  func noteAway(_ document: Document) {
    document.uncount()
    away.insert(document.address)
  }

  /// Ends the lending of a document: false when it goes back to the pool because Lua has let go of
  /// it.
  func takeBack(written document: Document) -> Bool {
    away.remove(document.address)
    guard awayDead.remove(document.address) != nil else { return true }
    takeBack(document)
    return false
  }

  /// Notes a chunk whose last record has been processed. Lua does not count the bytes of chunks:
  /// the result is whether they call for a collection, after which `settle` is to be called. That
  /// is at most once per size of the heap.
  func retire(_ document: Document) -> Bool {
    retired.insert(document.address)
    retiredBytes += document.text.count + document.editedBytes
    return retiredBytes >= max(1 << 20, vm.memory)
  }

  /// Takes back what a collection has found; what is still kept of the retired chunks sleeps.
  func settle() {
    reclaim()
    for kept in retired {
      if Document(address: kept).hasCopies { chunksOfCopies.insert(kept) }
      Document(address: kept).compact(until: indexer)
      Document(address: kept).recount()
    }
    retired.removeAll(keepingCapacity: true)
    retiredBytes = 0
  }

  /// The origin of a record, with its 1-based physical line.
  func place(of object: bl_object) -> (origin: Origin, line: Int, record: Int)? {
    guard let origin = origins[object.document] else { return nil }
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

  // MARK: Failing

  /// Leaves the error's text for the C side to raise.
  func fail(_ error: any Error) -> Int32 {
    var message = ""
    raised = nil
    switch error {
    case let error as BindingError: message = error.message
    case let error as LineProblem: message = error.description
    case let error as RunError: message = error.description
    case let error as EditError where error.isBeyondBudget: return Int32(BL_OVER_BUDGET)
    case is EditError: message = EditError.limits
    case is LeftToPrelude: return Int32(BL_PRELUDE)
    case let error as RecordProblem:
      message = error.message(options.names)
      raised = (
        message, options.profile.name(of: error.code), options.profile.param(of: error.code)
      )
    case let error as EncodeError:
      message = error.text
      raised = (message, "invalid_type", error.path.isEmpty ? nil : error.place)
    default: message = "\(error)"
    }
    message.withUTF8 { text in
      text.withMemoryRebound(to: CChar.self) { bl_fail(vm.raw, $0.baseAddress, $0.count) }
    }
    return Int32(BL_FAILED)
  }
}
