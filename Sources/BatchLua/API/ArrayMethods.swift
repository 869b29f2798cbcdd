/// The methods of JSON arrays, which have no string keys of their own.
extension HostFunction {
  static let arrayMethods: [HostFunction] = [
    HostFunction(
      "array:insert", [Parameter("position", "integer?"), Parameter("value", "any")],
      "As table.insert: at the end, or before a position.",
      example: """
        local a = json.decode("[1,3]")
        a:insert(2, 2)
        assert(a[2] == 2 and #a == 3)
        """),
    HostFunction(
      "array:remove", [Parameter("position", "integer?")], returns: ["any"],
      "As table.remove: the last element, or that at a position.",
      example: #"assert(json.decode("[1,2]"):remove() == 2)"#),
    HostFunction(
      "array:map", [Parameter("f", "fun(value: any, index: integer): any")],
      returns: ["table"],
      "A new array of what f returns for each element; null for nothing.",
      example: #"assert(json.decode("[1,2]"):map(function(x) return x * 2 end)[2] == 4)"#),
    HostFunction(
      "array:filter", [Parameter("f", "fun(value: any, index: integer): any")],
      returns: ["table"],
      "A new array of the elements for which f returns true.",
      example: #"assert(#json.decode("[1,2]"):filter(function(x) return x > 1 end) == 1)"#),
    HostFunction(
      "array:find", [Parameter("f", "fun(value: any, index: integer): any")],
      returns: ["any", "integer?"],
      "The first element for which f returns true, and its index; nil when there is none.",
      example: #"assert(json.decode("[5,6]"):find(function(x) return x > 5 end) == 6)"#),
    HostFunction(
      "array:extend", [Parameter("other", "table")], returns: ["table"],
      "Appends all elements of another array, and returns this one.",
      example: #"assert(#json.decode("[1]"):extend{ 2, 3 } == 3)"#),
  ]
}
