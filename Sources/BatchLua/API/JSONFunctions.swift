internal import CLua
internal import LazyJSON

/// The module `json`.
extension HostFunction {
  static let json: [HostFunction] = [
    HostFunction(
      "json.array", [Parameter("t", "table?")], returns: ["table"],
      "Marks a Lua table as an array, so that it is one also when it is empty.",
      example: #"assert(json.encode(json.array{}) == "[]")"#),
    HostFunction(
      "json.object", [Parameter("t", "table?")], returns: ["table"],
      "Marks a Lua table as an object. Its integer keys are then written as strings.",
      example: """
        assert(json.encode(json.object{}) == "{}")
        local bias = json.object{ [50256] = -100 }
        assert(json.encode{ logit_bias = bias } == '{"logit_bias":{"50256":-100}}')
        """),
    HostFunction(
      "json.decode", [Parameter("text", "string")], returns: ["any"],
      "The value of a JSON text: a lazy view for arrays and objects. An error names the byte.",
      example: #"assert(json.decode('{"a":[1,2]}').a[2] == 2)"#
    ) { state, call in try state.decode(&call) },
    HostFunction(
      "json.encode", [Parameter("value", "any"), Parameter("options", "{pretty: boolean}?")],
      returns: ["string"],
      "The JSON text of a value; on several lines with pretty = true.",
      example: #"assert(json.encode{ b = 1, a = json.null } == '{"a":null,"b":1}')"#
    ) { state, call in try state.encodeValue(&call) },
    HostFunction(
      "json.type", [Parameter("value", "any")], returns: ["string?"],
      "object, array, string, number, boolean or null; nil for what has no JSON form.",
      example: #"assert(json.type(json.null) == "null" and json.type(print) == nil)"#
    ) { state, call in
      call.return(state.jsonType(call).map { state.scratchText($0) } ?? bl_value())
    },
    HostFunction(
      "json.has", [Parameter("object", "table"), Parameter("key", "string|integer")],
      returns: ["boolean"],
      "Whether an object has a key or an array an element, also when it is null.",
      example: #"assert(json.has(json.decode('{"a":null}'), "a"))"#
    ) { state, call in call.return(bl_value(boolean: try state.has(call))) },
    HostFunction(
      "json.copy", [Parameter("value", "any")], returns: ["any"],
      """
      Plain Lua tables with the same contents, independent of the record. A copy of an array stays \
      one when it is emptied.
      """,
      example: #"assert(json.copy(json.decode("[1,2]"))[2] == 2)"#),
    HostFunction(
      "json.equal", [Parameter("a", "any"), Parameter("b", "any")], returns: ["boolean"],
      "Whether two values are the same, all that is in them compared; the order of keys is free.",
      example: #"assert(json.equal(json.decode('{"a":1,"b":2}'), { b = 2, a = 1 }))"#),
    HostFunction(
      "json.hash", [Parameter("value", "any")], returns: ["string"],
      """
      32 hexadecimal digits that are the same for equal values, on every run: the hash of the \
      value's text with sorted keys.
      """,
      example: #"assert(json.hash{ a = 1, b = 2 } == json.hash(json.decode('{"b":2, "a":1}')))"#),
    HostFunction(
      "json.hash_text", [Parameter("text", "string")], returns: ["string"],
      "The same as batch.hash.",
      example: #"assert(json.hash_text("a") == batch.hash("a"))"#
    ) { state, call in try state.hash(&call, "json.hash_text") },
  ]
}
