internal import CLua
internal import LazyJSON
internal import LuaVM

/// The table of functions by which C calls the state. Each takes plain data, and returns before C
/// raises the error that it stored with `fail`.
extension bl_host {
  static let batchLua = bl_host(
    index: { context, self_, key, result in
      let object = self_!.pointee
      if object.type <= ObjectType.object.rawValue {
        return ScriptState.readJSON(context, object, key!.pointee, &result!.pointee)
      }
      return ScriptState.run(context) { try $0.readRecord(object, key!.pointee, &result!.pointee) }
    },
    newindex: { context, self_, key, value, freed, made in
      ScriptState.run(context) { state in
        try state.write(
          self_.unsafelyUnwrapped.pointee, key.unsafelyUnwrapped.pointee,
          value.unsafelyUnwrapped.pointee, &freed.unsafelyUnwrapped.pointee,
          made: &made.unsafelyUnwrapped.pointee)
      }
    },
    insert: { context, self_, position, value, made in
      ScriptState.run(context) { state in
        try state.willChange(self_!.pointee)
        try state.insertElement(
          self_!.pointee, position, value!.pointee, made: &made!.pointee)
      }
    },
    remove: { context, self_, position, freed in
      ScriptState.run(context) { state in
        try state.willChange(self_!.pointee)
        try state.removeElement(self_!.pointee, position, &freed!.pointee)
      }
    },
    length: { context, self_, result in
      ScriptState.run(context) { state in try state.readLength(self_!.pointee, &result!.pointee) }
    },
    next: { context, self_, key, nextKey, value in
      ScriptState.run(context) { state in
        try state.readNext(self_!.pointee, key!.pointee, &nextKey!.pointee, &value!.pointee)
      }
    },
    text: { context, self_, result in
      ScriptState.run(context) { state in result!.pointee = state.text(of: self_!.pointee) }
    },
    number: { _, self_ in
      Document.double(self_!.pointee.document.bytes(of: self_!.pointee.node))
    },
    call: { context, function, call in
      ScriptState.run(context) { state in
        state.hot.pointee.hasActed = true
        try state.call(function, &call!.pointee)
      }
    },
    write: { context, record in
      ScriptState.run(context) { state in try state.take(returned: record!.pointee) }
    },
    print: { context, text, length in
      ScriptState.borrow(context) { state in
        let bytes = UnsafeRawBufferPointer(start: text, count: length)
        // Waiting for the reader of standard error does not count as the script's time.
        state.vm.paused { state.print(bytes) }
      }
    },
    module: { context, name, text, path, shown in
      ScriptState.run(context) { state in
        let module = try state.modules.load(
          name!.pointee.text ?? "", isAllowed: state.options.capabilities.contains(.modules))
        text!.pointee = module.text.withUnsafeBufferPointer { state.scratchText($0) }
        path!.pointee = state.scratchText(path: module.path)
        shown!.pointee = state.scratchText(shown: module.path.description)
      }
    },
    field: { context, handle, key, result in
      ScriptState.run(context) { state in
        try state.readField(handle!.pointee, key!.pointee, &result!.pointee)
      }
    },
    show: { context, position, result in
      ScriptState.run(context) { state in result!.pointee = try state.text(ofTableAt: position) }
    },
    plain: { _, self_, plain in
      plain!.pointee.set(self_!.pointee) ? Int32(BL_OK) : Int32(BL_FAILED)
    },
    order: { context, self_ in ScriptState.borrow(context) { $0.order(of: self_!.pointee) } },
    reclaim: { context in ScriptState.borrow(context) { $0.reclaim() } })
}

extension ScriptState {
  /// Assigns to a field, a member or an element.
  @inline(never)
  fileprivate func write(
    _ self_: bl_object, _ key: bl_value, _ value: bl_value, _ freed: inout UInt32,
    made: inout bl_value
  ) throws {
    try willChange(self_)
    if self_.type == ObjectType.object.rawValue, key.tag == BL_STRING.rawValue {
      try writeMember(self_, key.bytes, value, &freed, made: &made)
    } else if self_.objectType.isJSON {
      try writeJSON(self_, key, value, &freed, made: &made)
    } else {
      try writeRecord(self_, key, value, &freed, made: &made)
    }
  }

  /// The state of a call's context, without counting the reference.
  @inline(__always)
  static func borrow<Result>(
    _ context: UnsafeMutableRawPointer?, _ body: (ScriptState) -> Result
  ) -> Result {
    Unmanaged<ScriptState>.fromOpaque(context.unsafelyUnwrapped)._withUnsafeGuaranteedRef {
      body($0)
    }
  }

  /// Runs a function that may throw; returns the status for C.
  @inline(__always)
  static func run(
    _ context: UnsafeMutableRawPointer?, _ body: (ScriptState) throws -> Void
  ) -> Int32 {
    borrow(context) { state in
      do {
        try body(state)
        return 0
      } catch {
        return state.fail(error)
      }
    }
  }
}
