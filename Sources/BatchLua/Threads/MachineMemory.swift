internal import Glibc

/// The memory that the machine has.
enum MachineMemory {
  /// Half of it, in bytes; 0 if it is unknown.
  static let half =
    max(0, sysconf(Int32(_SC_PHYS_PAGES))) * max(0, sysconf(Int32(_SC_PAGESIZE))) / 2
}
