import Foundation
import Testing

/// System calls that fail and signals, at each place of a run: it ends with a code of its table, in
/// time, and says why; each output is the old one or the whole new one; nothing else is left.
///
/// A selection runs with the other tests; all of it with `scripts/fuzz --faults`, which sets
/// BATCHLUA_FAULTS.
@Suite(.enabled(if: FaultInjection.isPossible, "strace is not there, or may not trace"))
struct FaultTests {
  private static let isComplete = ProcessInfo.processInfo.environment["BATCHLUA_FAULTS"] != nil

  /// What each call may fail with, as its manual page has it; the first is the one of the selection.
  /// Without brk and munmap, whose failure the C library does not survive.
  private static let errors: [String: [String]] = [
    "openat": ["EMFILE", "EACCES", "ENOENT", "EINTR", "EIO", "ENOSPC", "ENOMEM", "EOPNOTSUPP"],
    "read": ["EIO", "EINTR", "EAGAIN", "EISDIR"],
    "pread64": ["EIO", "EINTR"],
    "readv": ["EIO"],
    "write": ["ENOSPC", "EIO", "EINTR", "EAGAIN", "EPIPE", "EFBIG", "EDQUOT"],
    "writev": ["ENOSPC", "EIO", "EINTR", "EAGAIN", "EPIPE", "EFBIG", "EDQUOT"],
    "fsync": ["EIO", "ENOSPC", "EDQUOT", "EINTR", "EINVAL"],
    "linkat": ["EPERM", "EEXIST", "ENOENT", "ENOSPC", "EIO", "EXDEV"],
    "link": ["EPERM", "EEXIST", "EMLINK"],
    "rename": ["EACCES", "ENOSPC", "EIO", "EXDEV", "ENOENT"],
    "unlink": ["EACCES", "EIO"],
    "mkdir": ["ENOSPC", "EACCES"],
    "fchmod": ["EPERM", "EIO"],
    "fchown": ["EPERM"],
    "close": ["EIO", "EINTR"],
    "lseek": ["ESPIPE", "EINVAL"],
    "newfstatat": ["EIO", "EACCES"],
    "fstat": ["EIO"],
    "access": ["EACCES"],
    "readlink": ["EACCES", "ENOENT"],
    "getcwd": ["ENOENT"],
    "fcntl": ["EINVAL"],
    "dup": ["EMFILE"],
    "socketpair": ["EMFILE"],
    "sendto": ["EPIPE", "EINTR"],
    "recvfrom": ["EIO", "EINTR"],
    "sendmsg": ["EPIPE"],
    "recvmsg": ["EIO"],
    "poll": ["EINTR", "ENOMEM"],
    "wait4": ["EINTR"],
    "clone3": ["EAGAIN", "ENOSYS"],
    "clone": ["EAGAIN", "ENOMEM"],
    "prctl": ["EINVAL"],
    "prlimit64": ["EPERM"],
    "close_range": ["ENOSYS"],
    "seccomp": ["EINVAL"],
    "landlock_create_ruleset": ["EOPNOTSUPP"],
    "sched_getaffinity": ["EINVAL"],
    "sched_setaffinity": ["EPERM"],
    "sysinfo": ["EFAULT"],
    "getrandom": ["EAGAIN", "EINTR", "ENOSYS"],
    "rt_sigaction": ["EINVAL"],
    "rt_sigprocmask": ["EINVAL"],
    "sigaltstack": ["ENOMEM"],
    "madvise": ["EINVAL", "ENOMEM"],
    "mmap": ["ENOMEM"],
    "mprotect": ["ENOMEM"],
  ]

  private static let signals = [
    "SIGTERM", "SIGQUIT", "SIGHUP", "SIGINT", "SIGUSR1", "SIGALRM", "SIGXCPU", "SIGIO", "SIGPWR",
    "SIGKILL", "SIGSEGV", "SIGABRT",
  ]

  /// Calls whose failure has most to say, for the selection: the first and the last of each.
  private static let selected = [
    "openat", "pread64", "writev", "write", "fsync", "linkat", "rename", "fchmod", "close",
    "clone3",
  ]

  @Test(.enabled(if: !isComplete), arguments: FaultScenario.all.filter(\.isSelected))
  func aSelection(scenario: FaultScenario) throws {
    let injection = try FaultInjection(scenario)
    let calls = try injection.calls()
    for call in Self.selected {
      guard let range = calls[call], let first = range.first, let last = range.last else {
        continue
      }
      for number in Set([first, last]) {
        try injection.inject(.error(Self.errors[call]![0]), at: call, number + 1)
      }
      try injection.inject(.signal("SIGQUIT"), at: call, last + 1)
    }
  }

  @Test(.enabled(if: isComplete), arguments: FaultScenario.all)
  func everyCallFailsOnce(scenario: FaultScenario) throws {
    let injection = try FaultInjection(scenario)
    for (call, range) in try injection.calls().sorted(by: { $0.key < $1.key }) {
      for error in Self.errors[call] ?? [] {
        for number in range { try injection.inject(.error(error), at: call, number + 1) }
      }
    }
  }

  @Test(.enabled(if: isComplete), arguments: FaultScenario.all)
  func aSignalComesAtEveryCall(scenario: FaultScenario) throws {
    let injection = try FaultInjection(scenario)
    var next = 0
    for (call, range) in try injection.calls().sorted(by: { $0.key < $1.key }) {
      for number in range {
        // Each signal has its turn.
        for _ in 1...3 {
          let signal = Self.signals[next % Self.signals.count]
          try injection.inject(.signal(signal), at: call, number + 1)
          next += 1
        }
      }
    }
  }
}
