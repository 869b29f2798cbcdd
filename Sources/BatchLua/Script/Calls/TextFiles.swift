/// Text files that are committed together.
package enum TextFiles {
  /// Writes all files or none, and creates missing directories.
  package static func write(_ texts: [(path: Path, text: String)]) throws(RunError) {
    try write(bytes: texts.map { ($0.path, Array($0.text.utf8)) })
  }

  /// Like `write`, for bytes.
  static func write(bytes files: [(path: Path, bytes: [UInt8])]) throws(RunError) {
    let contents = files
    let files = OpenFiles()
    defer { files.discard() }
    try RunError.only { () throws in
      var outputs: [OutputFile] = []
      defer { for output in outputs { output.discard() } }
      for (path, bytes) in contents {
        let output = try files.create(path)
        outputs.append(output)
        try bytes.withUnsafeBufferPointer { try output.write($0) }
      }
      _ = try OutputFile.commit(outputs, made: files.directories)
      files.keepDirectories()
    }
  }

  /// The bytes of a file; nil if it cannot be read.
  package static func read(_ path: Path) -> [UInt8]? { try? TextFile.read(path) }
}
