internal import LazyJSON

/// A document of whoever holds this, also of an object whose `init` throws.
final class ScratchDocument {
  let document = Document.create()

  deinit { document.destroy() }
}
