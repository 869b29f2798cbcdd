internal import BatchModel
internal import CLua
internal import LazyJSON
internal import LuaVM

/// One Lua state with the batch model in it: what the C boundary calls back into.
///
/// Lua calls arrive on the engine's own thread while one of the engine's methods runs; they never
/// re-enter the state.
final class Engine {
  private(set) var vm: VM! = nil
  let indexer = Indexer()
  let options: EngineOptions
  let modules: ModuleLoader
  let state: UnsafeMutablePointer<HotState>
  let types = CompiledType.table
  /// What the script has opened.
  let files = Files()
  var origins: [UnsafeMutableRawPointer: Origin] = [:]
  private var spare: [Document] = []

  /// The lines that the current record has come to, and the file they go to.
  let output: RecordSink
  /// Set by `batch.reject` while a record is processed.
  var rejection: String?
  var isStopped = false
  var emitted = false
  /// Why writing a record failed, in the service's terms.
  var lastCode: ErrorCode?

  /// Touched for each field that is read: outside the class, so that no exclusivity is checked.
  struct HotState: ~Copyable {
    /// Bytes on their way to Lua that no document holds.
    var kept = ByteBuffer()
    var keptPath = ByteBuffer()
    /// The last look-up that found nothing, for "did you mean".
    var missDocument: UnsafeMutableRawPointer?
    var missNode: UInt32 = 0
    /// Where the last step of a walk over an object ended.
    var walkDocument: UnsafeMutableRawPointer?
    var walkNode: UInt32 = 0
    var walkPlace = 0
  }

  /// Where the lines of a document come from.
  struct Origin {
    var file: String
    /// 1-based number of its first physical line, and of its first record.
    var firstLine: Int
    var firstRecord: Int
  }

  init(options: EngineOptions, sink: RecordSink) throws(ScriptError) {
    self.options = options
    output = sink
    modules = ModuleLoader(directories: options.moduleDirectories)
    state = .allocate(capacity: 1)
    state.initialize(to: HotState())
    vm = nil
    let vm = VM(
      host: .batchLua, context: Unmanaged.passUnretained(self).toOpaque(),
      maxMemory: options.maxMemory)
    self.vm = vm
    for type in ObjectType.allCases {
      let shape =
        type.isArray ? BL_ARRAY : type == .object ? BL_MAP : type == .digits ? BL_DIGITS : BL_RECORD
      try vm.addType(type.rawValue, name: type.name, shape: shape)
    }
    try addHandles()
    try defineGlobals()
  }

  deinit {
    vm?.close()
    while let dead = vm?.nextDead() { Document(address: dead).destroy() }
    for document in spare { document.destroy() }
    state.deinitialize(count: 1)
    state.deallocate()
  }

  // MARK: Documents

  /// An empty document, one used before when there is one.
  func makeDocument() -> Document {
    if spare.isEmpty { return Document.create() }
    return spare.removeLast()
  }

  /// Takes back what Lua has let go of.
  func reclaim() {
    while let dead = vm.nextDead() { takeBack(Document(address: dead)) }
    while let handle = vm.nextDeadHandle() { files.drop(handle) }
  }

  /// Takes a document that Lua does not have.
  func takeBack(_ document: Document) {
    origins[document.address] = nil
    if spare.count < 16 {
      document.clear()
      spare.append(document)
    } else {
      document.destroy()
    }
  }

  /// The origin of a record, with its 1-based physical line.
  func place(of object: bl_object) -> (origin: Origin, line: Int, record: Int)? {
    guard let origin = origins[object.owner] else { return nil }
    let lines = Document(address: object.owner).lines
    let root = UInt32(truncatingIfNeeded: object.id)
    guard let index = lines.lastIndex(where: { $0.problem == nil && $0.root <= root }) else {
      return nil
    }
    return (origin, origin.firstLine + Int(lines[index].number), origin.firstRecord + index)
  }

  // MARK: Failing

  /// Leaves the error's text for the C side to raise.
  func fail(_ error: any Error) -> Int32 {
    var message =
      switch error {
      case let error as BindingError: error.message
      case let error as RunError: error.description
      case let error as RecordProblem: error.code.message
      case let error as EncodeError:
        (error.path.isEmpty ? "the value" : String(error.path.drop { $0 == "." }))
          + ": \(error.message)"
      case is EditError: "more than 2 GiB of changes to the lines of one chunk"
      default: "\(error)"
      }
    message.withUTF8 { text in
      text.withMemoryRebound(to: CChar.self) { bl_fail(vm.raw, $0.baseAddress, $0.count) }
    }
    return Int32(BL_FAILED)
  }

  static func of(_ context: UnsafeMutableRawPointer?) -> Engine {
    Unmanaged<Engine>.fromOpaque(context!).takeUnretainedValue()
  }
}

/// What an engine is made with.
struct EngineOptions {
  /// `-D` definitions.
  var definitions: [(name: String, value: String)] = []
  /// Bytes of the Lua heap, 0 for no limit.
  var maxMemory = 0
  var moduleDirectories: [String] = []
  var recordType = RecordType.detect
  var profile = Profile.openai
}
