// How the types of the model are decoded and encoded.
//
// Decoding: members named in a type's `CodingKeys` become its properties. All others are kept in
// its `additionalFields`, which are encoded again. So are nulls of members that are omitted when nil:
// what was read as null, and nobody touched, is written as null.
//
// Encoding nil: a property that async-openai (https://github.com/64bit/async-openai, the Rust types
// for the Batch API) has as an `Option` is written as null, as serde does. Omitted when nil are
// `BatchRequestInput.body`, because no service takes null there, members that async-openai requires
// but real files omit, and members that services have added since.

/// The name of any member of a JSON object, known to a type or not.
struct MemberName: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init(_ key: some CodingKey) { stringValue = key.stringValue }
  init?(intValue: Int) { nil }
}
