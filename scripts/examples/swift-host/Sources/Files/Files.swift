import BatchLua

/// Runs a script over files: Files SCRIPT INPUT OUTPUT.
@main struct Files {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count == 4 else { return print("usage: Files SCRIPT INPUT OUTPUT") }
    var options = RunOptions(script: .file(Path(arguments[1])), inputs: [.file(arguments[2])])
    options.output = .file(arguments[3])
    do throws(RunError) {
      let summary = try Run(options).execute()
      print("read \(summary.read), written \(summary.written)")
    } catch {
      print("\(error.kind.rawValue): \(error)")
    }
  }
}
