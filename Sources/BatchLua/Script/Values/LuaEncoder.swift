internal import CLua
internal import LazyJSON
internal import LuaVM

/// Encodes the Lua values that a script has put into a document.
struct LuaEncoder: ForeignEncoder {
  private let state: Unmanaged<ScriptState>
  /// The document, whose slots hold the values.
  private let owner: UnsafeMutableRawPointer

  /// The state must outlive the encoder.
  init(state: ScriptState, owner: UnsafeMutableRawPointer) {
    self.state = .passUnretained(state)
    self.owner = owner
  }

  func encode(
    foreign slot: UInt32, depth: Int, into output: inout ByteBuffer
  ) throws(EncodeError) {
    let failure = state._withUnsafeGuaranteedRef { state in
      state.walk(into: &output) { sink in
        bl_walk_slot(state.vm.raw, owner, slot, Int32(depth), &sink)
      }
    }
    if let failure { throw failure }
  }
}

extension ScriptState {
  /// Appends the JSON text of the Lua table at a stack position of the current call.
  func encode(tableAt position: Int64, into output: inout ByteBuffer) throws(EncodeError) {
    let failure = walk(into: &output) { sink in bl_walk_at(vm.raw, position, 0, &sink) }
    if let failure { throw failure }
  }

  /// Appends the JSON text of a host object.
  func encode(
    _ object: bl_object, depth: Int = 0, into output: inout ByteBuffer
  ) throws(EncodeError) {
    try object.document.splice(
      object.node, depth: depth, into: &output,
      foreign: LuaEncoder(state: self, owner: object.owner))
  }

  /// Passes the output to C in `body`; returns the error, or nil.
  @inline(__always)
  fileprivate func walk(
    into output: inout ByteBuffer, _ body: (inout bl_json_output) -> Int32
  ) -> EncodeError? {
    let status = withUnsafeMutablePointer(to: &output) { output in
      var context = SinkContext(state: Unmanaged.passUnretained(self), output: output)
      return withUnsafeMutablePointer(to: &context) { context in
        var sink = sink
        sink.lend(context)
        defer { sink.giveBack() }
        return body(&sink)
      }
    }
    return status == 0 ? nil : failureOfWalk()
  }

  @inline(never)
  private func failureOfWalk() -> EncodeError {
    // C knows only the path to a host object, not that inside of it.
    let error = refused ?? EncodeError(String(cString: bl_walk_error(vm.raw)))
    refused = nil
    return error.below(String(cString: bl_walk_path(vm.raw)))
  }
}

private struct SinkContext {
  let state: Unmanaged<ScriptState>
  let output: UnsafeMutablePointer<ByteBuffer>
}

extension bl_json_output {
  /// A sink for JSON text, which has no output yet.
  static func json() -> bl_json_output {
    bl_json_output(
      context: nil, bytes: nil, count: 0, capacity: 0, longest: ByteBuffer.longestRecord,
      grow: { sink, extra in sink!.pointee.withOutput { $0.reserve(extra) } },
      number: { sink, value in
        sink!.pointee.withOutput { output in
          (try? output.appendDouble(value)) != nil ? Int32(BL_OK) : Int32(BL_FAILED)
        }
      },
      object: { sink, object, depth, isSlot in
        let state = sink!.pointee.sinkContext.state.takeUnretainedValue()
        return sink!.pointee.withOutput { output in
          state.write(object!.pointee, depth: Int(depth), isSlot: isSlot, into: &output)
        }
      },
      is_utf8: { bytes, length in
        Bytes(
          start: UnsafeRawPointer(bytes!).assumingMemoryBound(to: UInt8.self), count: length
        ).isUTF8
      },
      order: KeyOrder.order)
  }

  fileprivate var sinkContext: SinkContext {
    context.assumingMemoryBound(to: SinkContext.self).pointee
  }

  fileprivate mutating func lend(_ context: UnsafeMutablePointer<SinkContext>) {
    self.context = UnsafeMutableRawPointer(context)
    lend()
  }

  /// Lends the memory of the output to C, which updates `count`.
  private mutating func lend() {
    let output = sinkContext.output
    bytes = UnsafeMutableRawPointer(output.pointee.base).assumingMemoryBound(to: CChar.self)
    count = output.pointee.count
    capacity = output.pointee.capacity
  }

  fileprivate func giveBack() { sinkContext.output.pointee.count = count }

  /// Passes the output to `body`, taking it back from C meanwhile.
  fileprivate mutating func withOutput<Result>(_ body: (inout ByteBuffer) -> Result) -> Result {
    giveBack()
    defer { lend() }
    return body(&sinkContext.output.pointee)
  }
}

extension ScriptState {
  /// Encodes a host object in a Lua table or in a slot; returns the status for C.
  fileprivate func write(
    _ object: bl_object, depth: Int, isSlot: Bool, into output: inout ByteBuffer
  ) -> Int32 {
    do throws(EncodeError) {
      // Only fields of the model accept records.
      guard isSlot || modelParts != nil || object.objectType.isJSON else {
        throw EncodeError(
          "a \(object.objectType.name) has no JSON form here; use its field 'json'")
      }
      modelParts?[UInt32(output.count)] = object.objectType
      try encode(object, depth: depth, into: &output)
      return Int32(BL_OK)
    } catch {
      refused = error
      bl_walk_fail(vm.raw, error.message)
      return Int32(BL_FAILED)
    }
  }
}
