import Foundation
import Testing

/// The files for a forge: they are YAML of the right form, and the scripts that they call are there.
@Suite struct ForgeTests {
  /// A file of YAML as JSON has it, by Debian's python3-yaml; nil without that. The key `on` is true
  /// in YAML 1.1.
  private static func value(_ path: String) throws -> [String: Any] {
    let command =
      "python3 -c 'import json, sys, yaml; json.dump(yaml.safe_load(open(sys.argv[1])), sys.stdout)' "
      + "'\(path)'"
    let result = try CommandRunner.run(command, in: CommandRunner.package)
    try #require(result.exitCode == 0, "\(path): \(result.errors)")
    return try #require(
      JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
  }

  private static let hasYAML =
    (try? CommandRunner.run("python3 -c 'import yaml'", in: CommandRunner.package).exitCode) == 0

  private static func files(under path: String) throws -> [String] {
    try Page.files(under: path).filter { $0.hasSuffix(".yml") }
  }

  @Test(.enabled(if: hasYAML, "python3-yaml is not installed"))
  func workflowsCallScripts() throws {
    let workflows = try Self.files(under: ".github/workflows")
    #expect(workflows.map { $0.suffix(10) }.contains("weekly.yml"))
    for path in workflows {
      let workflow = try Self.value(path)
      #expect(workflow["true"] is [String: Any], "\(path): on")
      let jobs = try #require(workflow["jobs"] as? [String: [String: Any]])
      for (name, job) in jobs {
        #expect(job["runs-on"] is String && job["timeout-minutes"] is Int, "\(path): \(name)")
        let steps = try #require(job["steps"] as? [[String: Any]])
        let commands = steps.compactMap { $0["run"] as? String }
        let scripts = commands.flatMap {
          $0.matches(of: /(?:^|\s)((?:scripts|\.ci)\/[\w.]+)/).map { String($0.output.1) }
        }
        #expect(scripts.contains(".ci/swift") && scripts.count > 1, "\(path): \(name)")
        for script in scripts {
          let file = CommandRunner.package.appending(path: script).path(percentEncoded: false)
          #expect(FileManager.default.isExecutableFile(atPath: file), "\(path): \(script)")
        }
      }
    }
  }

  /// The checks run on each release of Debian that README and setup speak of.
  @Test(.enabled(if: hasYAML, "python3-yaml is not installed"))
  func checksRunOnBothSystems() throws {
    let jobs = try #require(try Self.value(".github/workflows/ci.yml")["jobs"] as? [String: Any])
    let test = try #require(jobs["test"] as? [String: Any])
    let matrix = (test["strategy"] as? [String: Any])?["matrix"] as? [String: [String]]
    #expect(matrix?["image"] == ["debian:12", "debian:13"])
    #expect((test["container"] as? [String: Any])?["image"] as? String == "${{ matrix.image }}")
    let steps = try #require(test["steps"] as? [[String: Any]])
    #expect(steps.contains { $0["run"] as? String == "scripts/test" })
  }

  /// What the weekly jobs pass to scripts is what those take.
  @Test(.enabled(if: hasYAML, "python3-yaml is not installed"))
  func weeklyJobsTakeAllTargets() throws {
    let weekly = try Self.value(".github/workflows/weekly.yml")
    let jobs = try #require(weekly["jobs"] as? [String: [String: Any]])
    func matrix(_ job: String, _ key: String) -> [String]? {
      ((jobs[job]?["strategy"] as? [String: Any])?["matrix"] as? [String: [String]])?[key]
    }
    let targets = try #require(
      try Page.read("scripts/fuzz").firstMatch(of: /\n  ([a-z |]+)\) target=\$1 ;;/)
    ).output.1
    #expect(matrix("fuzz", "target") == targets.split(separator: " | ").map(String.init))
    let sanitizers = try #require(
      try Page.read("scripts/test").firstMatch(of: /\n      ([a-z |]+)\) plan=\(run "\$2"\) ;;/)
    ).output.1
    #expect(matrix("sanitize", "sanitizer") == sanitizers.split(separator: " | ").map(String.init))
  }

  @Test(.enabled(if: hasYAML, "python3-yaml is not installed"))
  func formsHaveWhatTheForgeWants() throws {
    for path in try Self.files(under: ".github/ISSUE_TEMPLATE") {
      let form = try Self.value(path)
      #expect(form["name"] is String && form["description"] is String, "\(path)")
      let fields = try #require(form["body"] as? [[String: Any]])
      let asked = fields.filter { $0["type"] as? String != "markdown" }
      let ids = asked.compactMap { $0["id"] as? String }
      #expect(ids.count == asked.count && Set(ids).count == ids.count, "\(path)")
      for field in asked {
        #expect((field["attributes"] as? [String: Any])?["label"] is String, "\(path)")
      }
    }
    let bug = try Page.read(".github/ISSUE_TEMPLATE/bug.yml")
    for id in ["version", "system", "script", "input", "result", "expectation"] {
      #expect(bug.contains("    id: \(id)\n"), "\(id)")
    }
    #expect(bug.contains("batchlua --version"))
  }

  @Test(.enabled(if: hasYAML, "python3-yaml is not installed"))
  func documentationIsOfTargets() throws {
    let builder = try Self.value(".spi.yml")["builder"] as? [String: Any]
    let configs = try #require(builder?["configs"] as? [[String: Any]])
    let targets = configs.flatMap { $0["documentation_targets"] as? [String] ?? [] }
    let manifest = try Page.read("Package.swift")
    #expect(targets == ["BatchLua", "BatchModel"])
    for target in targets { #expect(manifest.contains(".library(name: \"\(target)\"")) }
  }

  @Test func scriptsOfTheForgeAreShell() throws {
    for path in try Page.files(under: ".ci") {
      #expect(try CommandRunner.run("bash -n \(path)", in: CommandRunner.package).exitCode == 0)
    }
  }

  /// Links between the pages lead somewhere.
  @Test func linksAreThere() throws {
    for path in try Page.files(under: ".github", endingIn: ".md") {
      let folder = CommandRunner.package.appending(path: path).deletingLastPathComponent()
      for link in try Page.read(path).matches(of: /\]\(([^)#:]+)\)/) {
        let file = folder.appending(path: String(link.output.1)).standardized
        #expect(
          FileManager.default.fileExists(atPath: file.path(percentEncoded: false)),
          "\(path): \(link.output.1)")
      }
    }
  }
}
