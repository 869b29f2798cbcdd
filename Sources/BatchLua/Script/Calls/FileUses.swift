/// The uses of files as texts for messages, by the identity of the file.
struct FileUses {
  private var uses: [FileIdentity: String] = [:]
  /// Uses that are not in the dictionary yet. Few runs look any up, and creating a dictionary
  /// takes a twentieth of the start of a run.
  private var noted: [(file: FileIdentity, use: String)] = []

  mutating func note(_ file: FileIdentity, _ use: String) { noted.append((file, use)) }

  subscript(file: FileIdentity) -> String? {
    mutating get {
      takeNoted()
      return uses[file]
    }
    set {
      takeNoted()
      uses[file] = newValue
    }
  }

  private mutating func takeNoted() {
    for (file, use) in noted { uses[file] = use }
    noted = []
  }
}
