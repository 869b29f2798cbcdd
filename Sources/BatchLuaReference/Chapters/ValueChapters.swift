/// The chapters on what scripts read and write.
extension Chapter {
  static let records = Chapter(
    name: "records", title: "Records",
    text: """
      A line is a BatchRequestOutput when it has response or error beside custom_id, else a \
      BatchRequestInput when it has body, url or method; `--type` says it outright, and for other \
      services see profiles. Each type of \
      the batch model is made by calling it with a table of its fields, or from JSON text with \
      decode.

      - Fields are typed: a field of another type is an error at the line that assigns it, and so \
      is a field that the type does not have.
      - Reading is lenient: a missing or null field reads nil, an odd one as it is.
      - Fields of model types read as records, other objects and arrays as JSON values.
      - A table in such a field, or in a list of records, is checked all the way down and becomes a \
      record; it may lack fields, which validate reports.
      - A record may be kept after its line.
      """,
    example: """
      local req = batch.BatchRequestInput{
        custom_id = "a", url = batch.BatchEndpoint.chat_completions,
        body = { model = "gpt-5-mini", messages = { { role = "user", content = "Hi" } } },
      }
      assert(req.method == "POST" and batch.type(req) == "BatchRequestInput")
      assert(not pcall(function() req.custom_id = 5 end))
      assert(not pcall(function() return req.model end))
      """)

  static let values = Chapter(
    name: "values", title: "JSON values",
    text: """
      A JSON object or array behaves as a Lua table does, except that a null field reads nil; what \
      a script does not touch is written back byte for byte.

      - A null field reads nil; json.has tells null from absent, and pairs yields json.null for it. \
      A null element of an array is json.null.
      - `o.k = json.null` writes null, `o.k = nil` deletes.
      - Assigned tables count by reference, and are encoded when the record is written. A table with \
      keys 1 to n is an array, with string keys an object; empty, it is an object unless it stands \
      for an array; json.array and json.object say it outright; json.object writes integer keys as \
      strings.
      - Values may be assigned across records, and are written verbatim. json.copy gives plain tables.
      - Keys keep their order, new ones come last; those of a Lua table come in a fixed order: \
      keys of the batch format as it documents them, then others by their bytes.
      - Half of a surrogate pair (`\\ud83d` alone), which most services refuse, reads as U+FFFD; to \
      assign that text back is a change and writes it. Lines that still hold one are counted in a \
      warning, and record:validate finds them.
      - Integers are Lua integers when they fit 64 bits, else a json.number, written as it was. Its \
      text (tostring, `..`, %s, table.concat) has all digits; operators and math compute with it as \
      a float, and it is equal to one of the same digits only. As a key of a Lua table it counts \
      by identity, so that two equal ones are two keys: use tostring(v) as the key. It is no Lua \
      integer: %d refuses it.
      - pairs, ipairs, #, next, type, table.insert, remove, sort, concat and unpack work on them.
      - Arrays have the methods insert, remove, map, filter, find and extend.
      """,
    example: """
      local body = json.decode('{"stop":null,"messages":[{"role":"user"}],"n":1}')
      assert(body.stop == nil and json.has(body, "stop"))
      table.insert(body.messages, 1, { role = "system" })
      body.n = nil
      local text = '{"stop":null,"messages":[{"role":"system"},{"role":"user"}]}'
      assert(json.encode(body) == text)
      """)
}
