import Foundation
import Testing

import BatchModel

// The tables of the type tests. Each row is a field of the Rust type (async-openai, `batch.rs`) or
// one that services have added: its name on the wire, the kind of its value, and what is asked of
// it in reading and writing.

/// What happens to a member that is missing or null.
enum Presence {
  /// Missing or null is refused.
  case required
  /// Missing and null are nil, and nil is written as null: an `Option` of async-openai.
  case nullable
  /// Missing and null are nil; nil is left out, but null where null was read.
  case optional
  /// Missing is nil and left out, null is kept as null: any JSON value.
  case verbatim
}

/// The kind of a member's value; one of another kind is refused.
enum Kind {
  case string, integer, boolean, object, array, any
}

struct Field: CustomTestStringConvertible {
  let name: String
  let kind: Kind
  let presence: Presence
  /// A value to read, write and compare.
  let sample: JSONValue

  init(_ name: String, _ kind: Kind, _ presence: Presence, _ sample: JSONValue) {
    (self.name, self.kind, self.presence, self.sample) = (name, kind, presence, sample)
  }

  var testDescription: String { name }

  /// Values of every other kind.
  var wrong: [JSONValue] {
    let samples: [(Kind, JSONValue)] = [
      (.string, .string("x")), (.integer, .int(7)), (.boolean, .bool(true)),
      (.object, .object(["x": .int(7)])), (.array, .array([.double(0.5)])),
    ]
    return kind == .any ? [] : samples.filter { $0.0 != kind }.map { $0.1 }
  }
}

func decode<T: Decodable>(_ type: T.Type, _ json: String) throws -> T {
  try JSONDecoder().decode(type, from: Data(json.utf8))
}

func decode<T: Decodable>(_ type: T.Type, _ value: JSONValue) throws -> T {
  try JSONDecoder().decode(type, from: JSONEncoder().encode(value))
}

func encode(_ value: some Encodable) throws -> JSONValue {
  try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(value))
}

private func object(_ members: [String: JSONValue]) -> JSONValue { .object(JSONObject(members)) }

/// The members of an object as `value` is written; empty, with an issue, if it is none.
func members(_ value: some Encodable) throws -> [String: JSONValue] {
  guard case .object(let members) = try encode(value) else {
    Issue.record("written as something else than an object")
    return [:]
  }
  return members.dictionary
}

/// Checks that `type` has exactly these fields and treats each as its row says, also together with
/// members that it does not know.
func checkShape<T: Codable & Hashable>(
  of type: T.Type, _ fields: [Field], others: KeyPath<T, JSONObject>
) throws {
  let whole = Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0.sample) })
  #expect(whole.count == fields.count)
  let unknown: [String: JSONValue] = [
    "new_field": .object(["deep": .array([.null, .double(0.5), .uint(.max)])]),
    " method": .string("POST"), "newNull": .null,
  ]

  let read = try decode(type, object(whole))
  #expect(read[keyPath: others].isEmpty, "every field of the table has a property")
  #expect(try members(read) == whole)

  let more = try decode(type, object(whole.merging(unknown) { known, _ in known }))
  #expect(more[keyPath: others] == JSONObject(unknown))
  #expect(try members(more) == whole.merging(unknown) { known, _ in known })
  #expect(more != read)
  #expect(try decode(type, encode(more)) == more)

  for field in fields {
    var missing = whole
    missing[field.name] = nil
    let null = whole.merging([field.name: .null]) { $1 }
    switch field.presence {
    case .required:
      #expect(throws: DecodingError.self, "\(field.name) missing") {
        try decode(type, object(missing))
      }
      if field.kind != .any {
        #expect(throws: DecodingError.self, "\(field.name) null") {
          try decode(type, object(null))
        }
      }
    case .nullable:
      #expect(try members(decode(type, object(missing))) == null, "\(field.name) missing")
      #expect(try members(decode(type, object(null))) == null, "\(field.name) null")
    case .optional:
      #expect(try members(decode(type, object(missing))) == missing, "\(field.name) missing")
      #expect(try members(decode(type, object(null))) == null, "\(field.name) null")
    case .verbatim:
      #expect(try members(decode(type, object(missing))) == missing, "\(field.name) missing")
      #expect(try members(decode(type, object(null))) == null, "\(field.name) null")
    }
    for wrong in field.wrong {
      #expect(throws: DecodingError.self, "\(field.name): \(wrong)") {
        try decode(type, object(whole.merging([field.name: wrong]) { $1 }))
      }
    }
  }

  for json in ["[]", "7", "null", "true"] {
    #expect(throws: DecodingError.self, "\(json)") { try decode(type, json) }
  }
}
