internal import Glibc
internal import Synchronization
internal import SystemPackage

/// The descriptors of the process's standard input and output. A script with Lua's own `io`, and
/// programs that it starts, get other ones, so that their data does not mix with the records.
enum StandardStreams {
  private static let inputNumber = Atomic<Int32>(0)
  private static let outputNumber = Atomic<Int32>(1)

  static var input: FileDescriptor {
    FileDescriptor(rawValue: inputNumber.load(ordering: .relaxed))
  }

  static var output: FileDescriptor {
    FileDescriptor(rawValue: outputNumber.load(ordering: .relaxed))
  }

  /// Runs `body` with both moved to other numbers. Meanwhile descriptor 1 is standard error, and 0
  /// is empty if records are read from it.
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

  /// Duplicates a descriptor to another number, and replaces the original by `replace`.
  private static func moved(_ descriptor: Int32, _ replace: () -> Int32) throws -> Int32 {
    let duplicate = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
    guard duplicate >= 0, replace() >= 0 else {
      throw RunError.io("cannot part the standard streams", Errno(rawValue: errno))
    }
    return duplicate
  }

  private static func restore(_ saved: Int32, to number: Int32, _ known: borrowing Atomic<Int32>) {
    fflush(nil)
    dup2(saved, number)
    close(saved)
    known.store(number, ordering: .relaxed)
  }
}
