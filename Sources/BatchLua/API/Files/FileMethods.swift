internal import CLua

/// The methods of readers and writers.
extension HostFunction {
  static let fileMethods: [HostFunction] = [
    HostFunction(
      "reader:read", returns: ["batch.BatchRequestInput|batch.BatchRequestOutput|any"],
      "The next record, or nil at the end of the file.",
      example: #"assert(batch.reader("results.jsonl"):read().custom_id)"#
    ) { state, call in
      let reader: RecordReader = try state.handle(call, .reader, "read")
      try reader.read(state, &call)
    },
    HostFunction(
      "reader:close", [],
      "Closes the file; also done at the end of a scope by local r <close> = batch.reader(path).",
      example: #"batch.reader("results.jsonl"):close()"#
    ) { state, call in
      let reader: RecordReader = try state.handle(call, .reader, "close")
      try reader.close()
    },
    HostFunction(
      "lines:read", returns: ["string?"],
      "The next line without its end, or nil at the end of the file.",
      example: #"assert(batch.lines("prompts.txt"):read())"#
    ) { state, call in
      let reader: TextReader = try state.handle(call, .lines, "read")
      try reader.read(&call)
    },
    HostFunction(
      "lines:close", [], "Closes the file.",
      example: #"batch.lines("prompts.txt"):close()"#
    ) { state, call in
      let reader: TextReader = try state.handle(call, .lines, "close")
      try reader.close()
    },
    HostFunction(
      "csv:read", returns: ["table<string, string>?"],
      "The next row, or nil at the end of the file.",
      example: #"assert(batch.csv("products.csv"):read().name)"#
    ) { state, call in
      let reader: CSVReader = try state.handle(call, .csv, "read")
      try reader.read(&call)
    },
    HostFunction(
      "csv:close", [], "Closes the file.",
      example: #"batch.csv("products.csv"):close()"#
    ) { state, call in
      let reader: CSVReader = try state.handle(call, .csv, "close")
      try reader.close()
    },
    HostFunction(
      "writer:write", [Parameter("...", "batch.BatchRequestInput|batch.BatchRequestOutput|any")],
      """
      Writes records, or lists of them, checked: a line that the service would refuse is an error, \
      and nothing of this call is written. With type = "json" a list is one value, an array. \
      What a record has written counts only when that record is not rejected.
      """,
      example: """
        local w <close> = batch.writer("all.jsonl", { type = "json" })
        w:write({ a = 1 }, { a = 2 })
        assert(w.count == 2 and w.bytes == 16)
        """
    ) { state, call in
      let writer: RecordWriter = try state.handle(call, .writer, "write")
      try writer.write(state, call)
    },
    HostFunction(
      "writer:close", [],
      """
      Ends the writer, also done by local w <close> = batch.writer(path) and at the end of the \
      run. The file is put in place when the run succeeds.
      """,
      example: #"batch.writer("empty.jsonl"):close()"#
    ) { state, call in
      let writer: RecordWriter = try state.handle(call, .writer, "close")
      try writer.close()
    },
  ]
}
