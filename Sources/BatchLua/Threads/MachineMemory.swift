internal import Glibc

/// The memory that the machine has.
enum MachineMemory {
  /// Half of it in bytes; 0 when it is not known.
  static let half =
    max(0, sysconf(Int32(_SC_PHYS_PAGES))) * max(0, sysconf(Int32(_SC_PAGESIZE))) / 2
}
