internal import CLua
internal import LazyJSON

/// Loading JSON texts into documents of the state.
extension ScriptState {
  /// A document with one JSON text. Line ends between tokens become spaces, so that it can be
  /// written as a line.
  func load(_ text: String) throws -> Document {
    var text = text
    return try text.withUTF8 { try load($0) }
  }

  func load(_ text: Bytes) throws -> Document {
    let document = makeDocument(isSmall: true)
    do throws(SyntaxError) {
      try document.load(text, with: indexer)
    } catch {
      // Ends the process: a script must not catch this with `pcall`.
      if error.isShortOfMemory { RefusedMemory.end(text.count) }
      documents.takeBack(document)
      throw error
    }
    return try finish(document)
  }

  /// Counts the memory of a new document, and replaces its line ends by spaces.
  func finish(_ document: Document) throws -> Document {
    do {
      try document.countText()
    } catch {
      documents.takeBack(document)
      throw error
    }
    document.blankLineEnds()
    return document
  }

  func loadArgument(_ call: inout bl_call, _ name: String) throws -> Document {
    let text = try bytes(call, name)
    do {
      return try load(text)
    } catch let error as SyntaxError {
      throw BindingError("\(name): \(error)")
    }
  }
}
