import Foundation

/// A script of `Hostile/`, which means harm. Its first line says what must come of it:
/// `-- expect: CLASS; why`.
struct HostileScript: CustomStringConvertible, Sendable {
  enum Expectation: String {
    /// It runs.
    case ok
    /// The record fails.
    case error
    /// The capability is not there: else the script raises "ESCAPE:".
    case denied
    /// The limit of time ends it.
    case timeout
    /// The limit of memory ends it.
    case memory
    /// Any end but a crash, a leak or an escape.
    case safe
  }

  let name: String
  let expectation: Expectation
  var description: String { "\(name): \(expectation)" }
  var path: String { Self.folder.appending(path: name).path }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Hostile")

  static let all: [HostileScript] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .sorted().compactMap { name in
      let file = folder.appending(path: name)
      guard let text = try? String(contentsOf: file, encoding: .isoLatin1),
        let line = text.split(separator: "\n").first, line.hasPrefix("-- expect: "),
        let expectation = Expectation(rawValue: String(line.dropFirst(11).prefix { $0 != ";" }))
      else { return nil }
      return HostileScript(name: name, expectation: expectation)
    }

  /// Tested from outside: they end the process, work in C functions that no hook reaches; one
  /// prints a lot; one crashes Lua 5.4.4 where the stack is not deep.
  static let outside: Set<String> = [
    "134_pattern_exponential.lua", "135_pattern_lazy_cubic.lua", "137_pattern_gmatch.lua",
    "310_concat_metamethod_realloc.lua", "422_print_flood.lua",
  ]

  /// They take for an escape what is part of the API: `debug` with `traceback` alone, `io` and
  /// `package` that open nothing, and `os.getenv`. They run after a script that has made sure of
  /// that and taken all of it away.
  static let permitted: Set<String> = [
    "402_io_open.lua", "417_load_env_escape.lua", "419_os_setlocale_getenv.lua",
  ]

  /// The script, or what runs it without what is permitted.
  var code: String {
    guard Self.permitted.contains(name) else { return "" }
    return """
      for name in pairs(debug) do assert(name == "traceback", "ESCAPE: debug." .. name) end
      for _, name in ipairs { "open", "lines", "popen", "input", "output", "tmpfile" } do
        assert(not pcall(io[name], "/etc/passwd"), "ESCAPE: io." .. name)
      end
      assert(not package.loadlib and not package.cpath, "ESCAPE: package")
      debug, os.getenv, io, package = nil, nil, nil, nil
      require("\(name.dropLast(4))")
      """
  }
}
