internal import CLua
internal import LazyJSON

/// The functions of `batch` that read and write other files than the main ones.
extension HostFunction {
  static let files: [HostFunction] = [
    HostFunction(
      "batch.reader",
      [
        Parameter("path", "string"),
        Parameter("options", "{type: string?, from: string?, separator: string?}?"),
      ],
      returns: ["batch.reader"],
      """
      Opens a file of JSON Lines, whose records it gives one after another: \
      for out in batch.reader(path) do. Each line is taken as a BatchRequestInput or a \
      BatchRequestOutput, as its keys say; type = "BatchRequestInput" or "BatchRequestOutput" \
      forces one, type = "json" gives bare JSON values. A bad line is an error that names it. \
      from = "json" reads values over several lines, one after another or the elements of an \
      array; from = "csv" rows as objects, with a separator if wanted; from = "text" each line as \
      a string. Files that are packed by gzip or Zstandard are unpacked.
      """,
      example: """
        for out in batch.reader("results.jsonl") do
          if not out:ok() then batch.log.warn("%s failed", out.custom_id) end
        end
        local ids = {}
        for value in batch.reader("ids.jsonl", { type = "json" }) do ids[value.id] = true end
        """
    ) { state, call in
      let path = try state.path(call, "batch.reader")
      let type = try state.recordType(call.argument(2), "batch.reader")
      let framing = try state.framing(call.argument(3), type)
      let separator = try state.separator(
        call.argument(4), "batch.reader", isWanted: framing == .csv)
      try state.files.claim(reading: path)
      let isPlain = framing == .csv || framing == .text
      state.open(
        try RecordReader(
          path, isPlain ? .json : type ?? .detect, framing, separator: separator,
          maxLine: state.options.maxLine, state.documents.pool, for: state.vm),
        &call)
    },
    HostFunction(
      "batch.lines", [Parameter("path", "string")], returns: ["batch.lines"],
      """
      Opens a text file, whose lines it gives one after another, without their ends: \
      for line in batch.lines(path) do. .gz and .zst are unpacked.
      """,
      example: """
        for line in batch.lines("prompts.txt") do
          batch.emit(batch.BatchRequestInput{
            custom_id = line, url = batch.BatchEndpoint.responses, body = { input = line } })
        end
        """
    ) { state, call in
      let path = try state.path(call, "batch.lines")
      try state.files.claim(reading: path)
      state.open(try TextReader(path, maxLine: state.options.maxLine, for: state.vm), &call)
    },
    HostFunction(
      "batch.csv", [Parameter("path", "string"), Parameter("options", "{separator: string?}?")],
      returns: ["batch.csv"],
      """
      Opens a CSV file (RFC 4180) whose first row names the columns; the others come as tables \
      of strings by these names: for row in batch.csv(path) do print(row.name) end. Fields in \
      quotes may hold separators, line ends and doubled quotes. Blank lines are passed over; a \
      row with more or fewer fields, a stray quote and bytes that are not UTF-8 are errors, behind \
      which pcall may read on; a column that is read and not there is an error, and so is a header \
      of one column that holds another separator, as the rows do. Packed files are unpacked.
      """,
      example: """
        local prices = {}
        for row in batch.csv("products.csv") do prices[row.name] = tonumber(row.price) end
        if prices.Coffee then
          for row in batch.csv("more.tsv", { separator = "\\t" }) do print(row.name) end
        end
        """
    ) { state, call in
      let path = try state.path(call, "batch.csv")
      let separator = try state.separator(call.argument(2))
      try state.files.claim(reading: path)
      state.open(
        try CSVReader(
          path, separator: separator, from: state.files.nextRowSource(path),
          maxLine: state.options.maxLine, for: state.vm), &call)
    },
    HostFunction(
      "batch.writer",
      [
        Parameter("path", "string"),
        Parameter(
          "options",
          "{max_requests: integer?, max_bytes: integer|string|nil, type: string?, to: string?, "
            + "columns: string[]?, separator: string?, replace: boolean?}?"),
      ],
      returns: ["batch.writer"],
      """
      Opens a file for lines that are checked as those of the main output; custom_id is unique \
      in all of it. With max_requests or max_bytes (a number, or a text such as "200MB" or \
      "100MiB") it goes on in another part when one is full, and {part} or {part:03} in the path \
      stands for the part's number, from 1. What it takes is what the run takes with --to: \
      to = "json" any JSON objects, tables too; to = "csv" rows, with columns = {…}, which make \
      {} an empty row, and separator if wanted; to = "text" strings, each written as a line. type = "json" takes any JSON values, \
      lists too. \
      Parts that an earlier run has left behind the last one are named in a warning; \
      replace = true removes them when the run succeeds. \
      Directories are made as needed; .gz and .zst are packed. All files are put in place \
      together when the run succeeds; when it fails, none does.
      """,
      example: """
        local w <close> = batch.writer("parts/part-{part:03}.jsonl", { max_requests = 2 })
        for i = 1, 3 do
          w:write(batch.BatchRequestInput{
            custom_id = "r" .. i, url = batch.BatchEndpoint.responses, body = { input = "x" } })
        end
        assert(w.count == 3 and w.part == 2 and w.path == "parts/part-002.jsonl")
        """
    ) { state, call in
      let path = try state.path(call, "batch.writer")
      if state.mode.isApart {
        throw BindingError(
          "with \(state.options.names(.jobs)) a script writes to the main output only; use "
            + state.options.names(.jobs, "1"))
      }
      if path == "-" {
        throw BindingError(
          "batch.writer takes no '-': the main output goes there, and what it takes is said by "
            + "\(state.options.names(.outputForm, "json")), csv or text; batch.emit and transform write to it"
        )
      }
      var limits = PartPlan.Limits()
      limits.requests = try state.count(call.argument(2)) ?? .max
      limits.bytes = try state.byteSize(call.argument(3)) ?? .max
      let (accepted, form) = try state.accepted(call.argument(4), to: call.argument(5))
      let writer = try RecordWriter(
        path, limits, accepted, form, try state.rows(call.argument(6), call.argument(7), form),
        replaces: try state.flag(call.argument(8), "batch.writer: replace"),
        profile: state.options.profile, isStrict: state.options.isStrict,
        inputs: state.output.inputs, in: state.files)
      state.open(writer, &call)
    },
    HostFunction(
      "batch.readfile", [Parameter("path", "string")], returns: ["string"],
      "All bytes of a file as a string. .gz and .zst are unpacked.",
      example: #"assert(#batch.readfile("system.txt") > 0)"#
    ) { state, call in
      let path = try state.path(call, "batch.readfile")
      try state.files.claim(reading: path)
      call.return(try state.readWhole(path))
    },
  ]
}
