/// An error of a script in using a host object, raised at the script's line.
struct BindingError: Error {
  let message: String
  init(_ message: String) { self.message = message }
}
