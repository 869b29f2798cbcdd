internal import CLua
internal import LazyJSON

/// The module `batch`, except for readers, writers and the types of the model.
extension HostFunction {
  static let batch: [HostFunction] = [
    HostFunction(
      "batch.type", [Parameter("value", "any")], returns: ["string?"],
      "The name of a record's type, such as BatchRequestInput; nil for other values.",
      example: #"assert(batch.type(batch.BatchRequestCounts{}) == "BatchRequestCounts")"#
    ) { state, call in
      let value = call.argument(1)
      if value.tag == BL_OBJECT.rawValue, !value.object.pointee.objectType.isJSON {
        call.return(state.scratchText(value.object.pointee.objectType.name))
      } else {
        call.return(bl_value())
      }
    },
    HostFunction(
      "batch.emit",
      [
        Parameter(
          "...", "batch.BatchRequestInput|batch.BatchRequestOutput|batch.BatchRequestInput[]")
      ],
      """
      Writes records, or lists of them, to the main output at once; later changes of them do not \
      count. When one is refused, that is an error and none of this call is written.
      """,
      example: """
        batch.emit(batch.BatchRequestInput{
          custom_id = "a", url = batch.BatchEndpoint.embeddings, body = { input = "x" } })
        """
    ) { state, call in
      // The prelude gives the arguments as a list, and their number.
      let count = call.argument(2).integer
      if count == 0 { throw BindingError("batch.emit takes a record or a list, got nothing") }
      try state.willWrite()
      try state.outlet.together {
        for index in 1...count {
          try state.withElement(index, of: call.argument(1)) { element in
            try state.writeEach(
              element, from: "batch.emit got", to: state.outlet, as: state.accepted)
          }
        }
      }
      state.emitted = true
      try state.runner?.takeEmitted()
    },
    HostFunction(
      "batch.stop", [], "Ends the input after this record.",
      example: """
        function transform(req)
          if req.index == 10 then batch.stop() end
        end
        """
    ) { state, _ in state.isStopped = true },
    HostFunction(
      "batch.reject",
      [Parameter("reason", "string|{message: string, code: string?, param: string?}|nil")],
      """
      Sends this record to the rejects, with its reason: a text, a table of message, code and \
      param, or a BatchError.
      """,
      example: """
        function filter(req)
          if #req.raw > 100000 then batch.reject("too long") end
          if not req.body.model then
            batch.reject{ code = "no_model", message = "there is no model", param = "body.model" }
          end
          return true
        end
        """
    ) { state, call in
      guard state.isInRecord else {
        throw BindingError("batch.reject concerns a record: call it in filter or transform")
      }
      state.rejection = Rejection(
        reason: call.argument(1).text ?? "rejected by the script",
        code: call.argument(2).text, param: call.argument(3).text)
    },
    HostFunction(
      "batch.log.info", [Parameter("format", "string"), Parameter("...", "any")],
      "Writes a line to standard error, with the record's position; formats as string.format.",
      example: #"batch.log.info("%d tokens", 12)"#
    ) { state, call in state.log("info", call.argument(1)) },
    HostFunction(
      "batch.log.warn", [Parameter("format", "string"), Parameter("...", "any")],
      "The same, as a warning.", example: #"batch.log.warn("odd")"#
    ) { state, call in state.log("warning", call.argument(1)) },
    HostFunction(
      "batch.log.error", [Parameter("format", "string"), Parameter("...", "any")],
      "The same, as an error that does not stop the run.", example: #"batch.log.error("bad")"#
    ) { state, call in state.log("error", call.argument(1)) },
    HostFunction(
      "batch.hash", [Parameter("bytes", "string")], returns: ["string"],
      """
      The hash of some bytes by XXH3, 128 bits as 32 hexadecimal digits, the same on every run and \
      machine: what xxhsum -H2 prints. Good for sampling and for telling texts apart, not for \
      secrets.
      """,
      example: """
        assert(batch.hash("abc") == "06b05ab6733a618578af5f94892f3950")
        function filter(req)  -- one record in ten, whatever else is in the file
          return tonumber(batch.hash(req.custom_id):sub(1, 8), 16) % 10 == 0
        end
        """
    ) { state, call in try state.hash(&call, "batch.hash") },
    HostFunction(
      "batch.base64", [Parameter("bytes", "string")], returns: ["string"],
      "Base64 of some bytes, on one line and padded (RFC 4648).",
      example: """
        local url = "data:image/png;base64," .. batch.base64("\\x89PNG")
        assert(url == "data:image/png;base64,iVBORw==")
        """
    ) { state, call in
      let bytes = try state.bytes(call, "batch.base64")
      state.hot.pointee.scratch.count = 0
      state.hot.pointee.scratch.append(base64: bytes)
      call.return(state.scratchValue)
    },
    HostFunction(
      "batch.unbase64", [Parameter("text", "string")], returns: ["string"],
      """
      The bytes that a text in base64 stands for. It takes the alphabet for URLs too (- and _ in \
      place of + and /), line ends and blanks anywhere, and a text without padding. Any other byte, \
      and a text that is cut off, is an error that names the byte.
      """,
      example: """
        assert(batch.unbase64("aGVsbG8=") == "hello" and batch.unbase64("aGVs\\nbG8") == "hello")
        """
    ) { state, call in
      let text = try state.bytes(call, "batch.unbase64")
      state.hot.pointee.scratch.count = 0
      try state.hot.pointee.scratch.append(decoding: text)
      call.return(state.scratchValue)
    },
    HostFunction(
      "batch.require_version", [Parameter("wanted", "string")],
      "An error when this release does not fulfil it: \">=1.2\", \"1.2\" (at least), \"==1.2.0\".",
      example: #"batch.require_version(">=0.1")"#),
  ]
}
