/// What a script did wrong at a host object, raised at its line.
struct BindingError: Error {
  let message: String
  init(_ message: String) { self.message = message }
}
