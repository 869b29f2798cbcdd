/// The host's functions, by the number under which Lua knows them.
enum Function: UInt32, CaseIterable, Sendable {
  case copy, encode, ok, failure
  case jsonDecode, jsonEncode, jsonType, jsonHas
  case batchType, emit, stop, reject, logInfo, logWarn, logError
  case makeRequestInput, decodeRequestInput, makeRequestOutput, decodeRequestOutput

  /// Where scripts find it; methods only on their records.
  var library: (name: StaticString, function: StaticString)? {
    switch self {
    case .copy, .encode, .ok, .failure: nil
    case .jsonDecode: ("json", "decode")
    case .jsonEncode: ("json", "encode")
    case .jsonType: ("json", "type")
    case .jsonHas: ("json", "has")
    case .batchType: ("batch", "type")
    case .emit: ("batch", "emit")
    case .stop: ("batch", "stop")
    case .reject: ("batch", "reject")
    case .logInfo: ("batch", "log.info")
    case .logWarn: ("batch", "log.warn")
    case .logError: ("batch", "log.error")
    case .makeRequestInput: ("batch", "BatchRequestInput.new")
    case .decodeRequestInput: ("batch", "BatchRequestInput.decode")
    case .makeRequestOutput: ("batch", "BatchRequestOutput.new")
    case .decodeRequestOutput: ("batch", "BatchRequestOutput.decode")
    }
  }

  /// As the last part of `library`, or the method's name.
  var name: StaticString {
    switch self {
    case .copy: "copy"
    case .encode: "encode"
    case .ok: "ok"
    case .failure: "failure"
    default: library!.function
    }
  }
}
