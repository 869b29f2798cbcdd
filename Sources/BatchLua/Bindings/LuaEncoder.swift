internal import CLua
internal import LazyJSON
internal import LuaVM

/// Writes the Lua values that stand at places of a document.
struct LuaEncoder: ForeignEncoder {
  let engine: Engine
  /// The document whose slots anchor them.
  let owner: UnsafeMutableRawPointer

  func encode(
    foreign number: UInt32, depth: Int, into output: inout ByteBuffer
  ) throws(EncodeError) {
    let slot = number & ForeignValue.slotMask
    let asArray = number & ForeignValue.arrayFlag != 0
    try engine.walk(into: &output) { sink in
      bl_walk_slot(engine.vm.raw, owner, slot, asArray, Int32(depth), &sink)
    }
  }
}

extension Engine {
  /// Appends the JSON text of the Lua table at a stack position of the current call.
  func encode(tableAt position: Int64, into output: inout ByteBuffer) throws(EncodeError) {
    try walk(into: &output) { sink in bl_walk_at(vm.raw, position, 0, &sink) }
  }

  /// Appends the JSON text of a host object.
  func encode(
    _ object: bl_object, depth: Int = 0, into output: inout ByteBuffer
  ) throws(EncodeError) {
    try object.document.splice(
      object.node, depth: depth, into: &output,
      foreign: LuaEncoder(engine: self, owner: object.owner))
  }

  fileprivate func walk(
    into output: inout ByteBuffer, _ body: (inout bl_sink) -> Int32
  ) throws(EncodeError) {
    let status = withUnsafeMutablePointer(to: &output) { output in
      var context = SinkContext(engine: Unmanaged.passUnretained(self), output: output)
      return withUnsafeMutablePointer(to: &context) { context in
        var sink = bl_sink.json(context)
        return body(&sink)
      }
    }
    if status == 0 { return }
    // In a host object, the walk knows only the path to it.
    let error = refused ?? EncodeError(String(cString: bl_walk_error(vm.raw)))
    refused = nil
    throw error.below(String(cString: bl_walk_path(vm.raw)))
  }
}

private struct SinkContext {
  let engine: Unmanaged<Engine>
  let output: UnsafeMutablePointer<ByteBuffer>

  static func at(_ context: UnsafeMutableRawPointer?) -> SinkContext {
    context!.assumingMemoryBound(to: SinkContext.self).pointee
  }

  /// The status of a part that was written.
  var status: Int32 {
    Int32(output.pointee.count > ByteBuffer.longestRecord ? BL_TOO_LONG : BL_OK)
  }
}

extension bl_sink {
  fileprivate static func json(_ context: UnsafeMutablePointer<SinkContext>) -> bl_sink {
    bl_sink(
      context: context,
      raw: { context, bytes, length in
        let context = SinkContext.at(context)
        context.output.pointee.append(
          UnsafeRawPointer(bytes!).assumingMemoryBound(to: UInt8.self), count: length)
        return context.status
      },
      string: { context, bytes, length in
        let context = SinkContext.at(context)
        let text = Bytes(
          start: UnsafeRawPointer(bytes!).assumingMemoryBound(to: UInt8.self), count: length)
        guard text.isUTF8 else { return Int32(BL_FAILED) }
        context.output.pointee.appendQuoted(text)
        return context.status
      },
      key: { context, bytes, length, isFirst in
        let context = SinkContext.at(context)
        let text = Bytes(
          start: UnsafeRawPointer(bytes!).assumingMemoryBound(to: UInt8.self), count: length)
        guard text.isUTF8 else { return Int32(BL_FAILED) }
        context.output.pointee.append(isFirst ? UInt8(ascii: "{") : UInt8(ascii: ","))
        context.output.pointee.appendQuoted(text)
        context.output.pointee.append(UInt8(ascii: ":"))
        return context.status
      },
      integer: { context, value in
        let context = SinkContext.at(context)
        context.output.pointee.appendInteger(value)
        return context.status
      },
      number: { context, value in
        let context = SinkContext.at(context)
        guard (try? context.output.pointee.appendDouble(value)) != nil else {
          return Int32(BL_FAILED)
        }
        return context.status
      },
      object: { context, object, depth, isSlot in
        let context = SinkContext.at(context)
        let engine = context.engine.takeUnretainedValue()
        do throws(EncodeError) {
          // Only fields of the model take records as such.
          let isTaken =
            isSlot || engine.modelParts != nil || object!.pointee.objectType.isJSON
          guard isTaken else {
            throw EncodeError(
              "a \(object!.pointee.objectType.name) has no JSON form here; use its field 'json'")
          }
          let start = UInt32(context.output.pointee.count)
          engine.modelParts?[start] = object!.pointee.objectType
          try engine.encode(
            object!.pointee, depth: Int(depth), into: &context.output.pointee)
          return 0
        } catch {
          engine.refused = error
          bl_walk_fail(engine.vm.raw, error.message)
          return Int32(BL_FAILED)
        }
      },
      rank: { bytes, length in
        KeyOrder.rank(
          Bytes(
            start: UnsafeRawPointer(bytes!).assumingMemoryBound(to: UInt8.self), count: length))
      })
  }
}
