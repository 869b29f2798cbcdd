internal import Glibc
internal import Synchronization
internal import SystemPackage

/// The descriptors of the process's standard input and output. A script with Lua's own `io`, and
/// programs that it starts, get other ones: nothing of theirs mixes with the records.
enum StandardStreams {
  private static let inputNumber = Atomic<Int32>(0)
  private static let outputNumber = Atomic<Int32>(1)

  static var input: FileDescriptor {
    FileDescriptor(rawValue: inputNumber.load(ordering: .relaxed))
  }

  static var output: FileDescriptor {
    FileDescriptor(rawValue: outputNumber.load(ordering: .relaxed))
  }

  /// Runs `body` with both moved to other numbers: meanwhile descriptor 1 is standard error, and 0
  /// is empty if the records come from it.
  static func apart<Result>(
    takesInput: Bool, _ body: () throws -> Result
  ) throws -> Result {
    fflush(nil)
    let output = try moved(1) { dup2(2, 1) }
    defer { restore(output, to: 1, outputNumber) }
    outputNumber.store(output, ordering: .relaxed)
    guard takesInput else { return try body() }
    let empty = try FileDescriptor.open("/dev/null", .readOnly, options: .closeOnExec)
    let input = try moved(0) { dup2(empty.rawValue, 0) }
    try empty.close()
    defer { restore(input, to: 0, inputNumber) }
    inputNumber.store(input, ordering: .relaxed)
    return try body()
  }

  /// Another number for the stream of a descriptor, which becomes another stream's.
  private static func moved(_ descriptor: Int32, _ replace: () -> Int32) throws -> Int32 {
    let place = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
    guard place >= 0, replace() >= 0 else {
      throw RunError.io("cannot part the standard streams", Errno(rawValue: errno))
    }
    return place
  }

  private static func restore(_ place: Int32, to number: Int32, _ known: borrowing Atomic<Int32>) {
    fflush(nil)
    dup2(place, number)
    close(place)
    known.store(number, ordering: .relaxed)
  }
}
