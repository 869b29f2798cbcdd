internal import LazyJSON

/// Owns a document, and frees it even if the `init` of the object that holds this throws.
final class ScratchDocument {
  let document = Document.create()

  deinit { document.destroy() }
}
