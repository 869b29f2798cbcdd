internal import CThreads
internal import Glibc
internal import Synchronization
internal import SystemPackage

/// Ends a run's waits for descriptors, such as for a pipe that no process opens. All threads that
/// the run starts have one; those of the command have none, and block in the system call.
final class StopSignal: Sendable {
  private let isGiven = Atomic<Bool>(false)

  /// Milliseconds between checks. Polling this seldom costs nothing, and needs no descriptor.
  private static let slice: Int32 = 50

  /// The signal of the calling thread.
  static var current: StopSignal? {
    ct_stop_signal().map { Unmanaged<StopSignal>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Makes a signal that of the calling thread, which has none, during `body`.
  static func has<Result>(_ signal: StopSignal?, _ body: () throws -> Result) rethrows -> Result {
    guard let signal else { return try body() }
    ct_set_stop_signal(Unmanaged.passUnretained(signal).toOpaque())
    defer { ct_set_stop_signal(nil) }
    return try withExtendedLifetime(signal) { try body() }
  }

  @inline(__always)
  var isSet: Bool { isGiven.load(ordering: .acquiring) }

  func set() { isGiven.store(true, ordering: .releasing) }

  /// Waits until a descriptor can be read or written. Throws if the run is stopped.
  func wait(for event: Int32, of file: FileDescriptor) throws(Errno) {
    var entry = pollfd(fd: file.rawValue, events: Int16(event), revents: 0)
    repeat { try goOn() } while poll(&entry, 1, Self.slice) <= 0
  }

  /// Waits for a slice. Throws if the run is stopped.
  func pause() throws(Errno) {
    try goOn()
    usleep(20_000)
  }

  private func goOn() throws(Errno) { if isSet { throw .canceled } }
}
