import ArgumentParser
import BatchLuaReference

/// The output of `--generate-completion-script`: the parser's scripts, without the command `help`
/// that the parser adds to each root and that would hide `HelpCommand`; and with completion of
/// recipes, where `run` accepts a script, for words that begin with `@`.
struct CompletionScript {
  let text: String

  /// Nil unless the arguments ask for the script of a known shell.
  init?(_ arguments: [String]) {
    guard arguments.first == "--generate-completion-script", arguments.count <= 2,
      let shell = arguments.count == 2
        ? CompletionShell(rawValue: arguments[1]) : CompletionShell.autodetected()
    else { return nil }
    var lines = Main.completionScript(for: shell).split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
    lines.removeAll {
      $0.contains("'help:\(Self.abstract)'") || $0.hasSuffix("-d '\(Self.abstract)'")
    }
    Self.removeSecondFunction("_batchlua_help() {", from: &lines)
    switch shell {
    case .bash:
      if let last = lines.lastIndex(of: Self.bashEnd) {
        lines.replaceSubrange(last...last, with: Self.bashWrapper)
      }
    case .zsh: lines = lines.map { $0.replacing(Self.zshScript, with: Self.zshScriptOrRecipe) }
    default: lines.append(Self.fishRecipes)
    }
    text = lines.joined(separator: "\n")
  }

  private static let abstract = "Show subcommand help information."

  private static func removeSecondFunction(_ head: String, from lines: inout [String]) {
    guard let start = lines.lastIndex(of: head), start != lines.firstIndex(of: head),
      let end = lines[start...].firstIndex(of: "}")
    else { return }
    lines.removeSubrange(start...end)
  }

  private static let bashEnd = "complete -o filenames -F _batchlua batchlua"

  /// After `NAME=`, the user continues typing: no blank is added, and it is not quoted as a file
  /// name. Bash splits words at `@`, but still completes them with it.
  private static let bashWrapper = """
    __batchlua_complete() {
        local word="${COMP_LINE:0:COMP_POINT}"
        word="${word##*[[:space:]]}"
        if [[ "${COMP_WORDS[1]}" = run && "${word}" = @* ]]; then
            COMPREPLY=($(compgen -W '\(recipes)' -- "${word}"))
            compopt +o filenames
            return 0
        fi
        local -a words=()
        local number=0 part cword="${COMP_CWORD}"
        for part in "${COMP_WORDS[@]}"; do
            if (( number > 0 )) && [[ "${words[number-1]}" = @ ]]; then
                words[number-1]="@${part}"
                (( number <= COMP_CWORD )) && cword=$((cword - 1))
            else
                words[number]="${part}"
                number=$((number + 1))
            fi
        done
        local -a COMP_WORDS=("${words[@]}")
        local COMP_CWORD="${cword}"
        _batchlua "${@}"
        [[ "${COMPREPLY[0]}" = *= ]] && compopt +o filenames -o nospace
        return 0
    }

    complete -o filenames -F __batchlua_complete batchlua
    """.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)

  private static let zshScript = "'*:SCRIPT INPUT:_files'"
  private static let zshScriptOrRecipe =
    "'*:SCRIPT INPUT:{ if [[ $PREFIX = @* ]]; then compadd -- \(recipes); "
    + "else _files; fi }'"

  private static let fishRecipes =
    "complete -c 'batchlua' -n 'string match -q \"@*\" -- (commandline -ct); and contains run "
    + "(commandline -opc)' -fa '\(recipes)'"

  private static var recipes: String {
    Reference.recipes.map { "@" + $0 }.joined(separator: " ")
  }
}
