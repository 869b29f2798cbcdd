internal import CLua
internal import LazyJSON

/// Texts of JSON as documents of a state.
extension ScriptState {
  /// A document with one text. Line ends between its values become blanks, so that it can be
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
      // No pcall goes on after that.
      if error.isShortOfMemory { RefusedMemory.end(text.count) }
      documents.takeBack(document)
      throw error
    }
    return try finish(document)
  }

  /// Counts what a new document holds, and makes blanks of its line ends.
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
