import Fuzzing
import Glibc

/// What the environment variable BATCHLUA_FUZZ names.
private let test: @Sendable ([UInt8]) throws -> Void = {
  switch getenv("BATCHLUA_FUZZ").map({ String(cString: $0) }) {
  case "index": return fuzzIndex
  case "edits": return fuzzEdits
  case "lines": return fuzzLines
  case let other: fatalError("BATCHLUA_FUZZ=\(other ?? ""): index, edits or lines")
  }
}()

/// What libFuzzer calls with each input; what is wrong ends the process.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  do {
    try test(Array(UnsafeBufferPointer(start: bytes, count: count)))
  } catch {
    fatalError("\(error)")
  }
  return 0
}
