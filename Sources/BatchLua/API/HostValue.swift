/// A constant of the API.
package struct HostValue: Sendable {
  package let name: String
  /// The type, in the annotations of lua-language-server.
  package let type: String
  package let documentation: String
  package let example: String
  /// Lua code that defines it in the editor definitions.
  package let definition: String

  package static let all: [HostValue] = [
    HostValue(
      name: "json.null", type: "any",
      documentation: """
        JSON's null, to write one and to find one in arrays. Null fields read nil. To index it, call \
        it or compute with it is an error.
        """,
      example: """
        local value = json.decode('{"a":null,"b":[null]}')
        assert(value.a == nil and value.b[1] == json.null)
        """,
      definition: "{}"),
    HostValue(
      name: "batch.version", type: "string", documentation: "The release of batchlua.",
      example: #"assert(batch.version:match("^%d+%.%d+%.%d+$"))"#, definition: #""""#),
    HostValue(
      name: "batch.current",
      type: "{file: string?, line: integer?, index: integer?, raw: string?, shard: integer}",
      documentation: """
        Where the record at hand comes from, whatever its type: the name of the input, its line there \
        from 1, its number among the records from 1, the bytes of its line, or of its row, and shard, the \
        number of the input among all, from 1 or what --shard says. Outside of filter and transform all \
        are nil but shard, which is that of the first input then. pairs walks it in this order.
        """,
      example: """
        function transform(row)
          assert(batch.current.line >= batch.current.index and #batch.current.raw > 0)
          batch.log.info("%s:%d", batch.current.file, batch.current.line)
        end
        """, definition: "{}"),
    HostValue(
      name: "args", type: "table<string, any>",
      documentation: """
        The values of the -D options by name, of the types that `options` declares, and the defaults \
        of the others. Strings in a script without `options`.
        """,
      example: """
        local model = args.model or "gpt-5-mini"
        assert(model == "gpt-5-mini")
        """,
      definition: "{}"),
  ]
}
