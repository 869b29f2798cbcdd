/// What files are used for, as messages say it, by what they are.
struct FileUses {
  private var uses: [FileIdentity: String] = [:]
  /// What was noted before anybody asked: few runs do, and to make a dictionary takes a twentieth of
  /// the time that a run takes to start.
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
