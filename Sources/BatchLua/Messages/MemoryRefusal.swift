internal import Glibc
internal import Synchronization

/// The message for a refused allocation: whether the system or a limit refuses it, and the remedy.
enum MemoryRefusal {
  /// The memory limit of a sealed process, which follows from that of the script; 0 elsewhere.
  private static let limit = Atomic<Int>(0)
  private static let maxMemory = Atomic<Int>(0)

  /// To be called before the process gets this limit, which then refuses memory, unless the process
  /// has a limit already.
  static func noteLimit(_ bytes: UInt64, maxMemory: Int) {
    let isLimited = [RLIMIT_AS, RLIMIT_DATA].contains { resource in
      var now = rlimit()
      return getrlimit(__rlimit_resource_t(resource.rawValue), &now) != 0
        || now.rlim_cur != rlim_t.max
    }
    if isLimited || bytes == 0 { return }
    limit.store(Int(clamping: bytes), ordering: .relaxed)
    self.maxMemory.store(maxMemory, ordering: .relaxed)
  }

  static func message(for what: MessageText) -> MessageText {
    let limit = limit.load(ordering: .relaxed)
    if limit == 0 {
      return "no memory for \(what): the system refuses it (ulimit -v, or the machine has no more)"
    }
    let given = ByteSize.text(maxMemory.load(ordering: .relaxed))
    return "no memory for \(what): the sandboxed process may have \(ByteSize.text(limit)), "
      + "as the script's limit is \(given); a larger one gives it more"
  }
}
