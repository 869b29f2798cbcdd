"""Tests completion in bash, zsh and fish, by typing into each."""

import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

BINARY = Path(__file__).parents[2] / ".build-package/batchlua"

# Typed text, and the expected line: files, words of options, profiles, topics, recipes, and the
# options of the script.
CASES = [
    ("batchlua run sc", "batchlua run script.lua"),
    ("batchlua run script.lua inp", "batchlua run script.lua input.jsonl"),
    ("batchlua run --profile anthr", "batchlua run --profile anthropic"),
    ("batchlua run --type BatchRequestO", "batchlua run --type BatchRequestOutput"),
    ("batchlua run --on-error quar", "batchlua run --on-error quarantine"),
    ("batchlua run @openai-to-anth", "batchlua run @openai-to-anthropic"),
    ("batchlua run -q @swap", "batchlua run -q @swap-model"),
    ("batchlua run @swap-model -D mod", "batchlua run @swap-model -D model="),
    ("batchlua run --rej", "batchlua run --reject"),
    ("batchlua help json.dec", "batchlua help json.decode"),
    ("batchlua help exampl", "batchlua help examples"),
    ("batchlua new x --from openai-to-anth", "batchlua new x --from openai-to-anthropic"),
    ("batchlua run script.lua -D mod", "batchlua run script.lua -D model="),
    ("batchlua types mod", "batchlua types modules/"),
]


class Shell:
    """A shell on a terminal of its own."""

    def __init__(self, words: "list[str]", folder: Path, environment: "dict[str, str]") -> None:
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            os.execvpe(words[0], words, environment)
        self.shown = b""

    def type(self, text: str) -> None:
        os.write(self.terminal, text.encode())

    def read_until(self, done: "object", seconds: float = 20) -> str:
        """Its output until `done` accepts it, or the time is over."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if select.select([self.terminal], [], [], 0.1)[0]:
                try:
                    self.shown += os.read(self.terminal, 65536)
                except OSError:
                    break
            text = plain(self.shown)
            if done(text):  # type: ignore[operator]
                return text
        return plain(self.shown)

    def close(self) -> None:
        os.kill(self.process, 9)
        os.waitpid(self.process, 0)
        os.close(self.terminal)


def plain(shown: bytes) -> str:
    """Without control sequences; fish returns to the beginning of the line between words."""
    sequences = rb"\x1b\[[0-9;?>=]*[A-Za-z]|\x1b[\]P][^\x07\x1b]*(\x07|\x1b\\)|\x1b[=>()][0-9A-Z]?"
    text = re.sub(sequences, b"", shown)
    return text.decode(errors="replace").replace("\x07", "").replace("\r", "")


def shells(work: Path, files: Path) -> "dict[str, tuple[list[str], str]]":
    """The command of each shell, with the file for its completion."""
    home = work / "home"
    home.mkdir()
    bash = work / "bashrc"
    bash.write_text(
        "PS1='ready> '; bind 'set enable-bracketed-paste off' 2>/dev/null\n"
        f". {files}/share/bash-completion/completions/batchlua\n"
    )
    (home / ".zshrc").write_text(
        f"fpath=({files}/share/zsh/vendor-completions $fpath)\nautoload -U compinit\n"
        "compinit -D -u\nPS1='ready> '\nunsetopt prompt_cr prompt_sp\n"
    )
    fish = home / ".config/fish"
    (fish / "completions").mkdir(parents=True)
    (fish / "completions/batchlua.fish").write_text(
        (files / "share/fish/vendor_completions.d/batchlua.fish").read_text()
    )
    (fish / "config.fish").write_text(
        "function fish_prompt; echo 'ready> '; end\nset -g fish_greeting\n"
        "set -g fish_autosuggestion_enabled 0\n"
    )
    return {
        "bash": ["bash", "--noprofile", "--rcfile", str(bash), "-i"],
        "zsh": ["zsh", "-i"],
        "fish": ["fish", "-i"],
    }


def main(work: Path) -> None:
    files = work / "usr"
    files.mkdir()
    [archive] = (BINARY.parent / "dist").glob("*.tar.xz")
    subprocess.run(["tar", "-xf", archive, "-C", files, "--strip-components=1"], check=True)
    folder = work / "folder"
    (folder / "modules").mkdir(parents=True)
    (folder / "script.lua").write_text(
        "options = { model = { type = 'string' } }\nfunction begin() end\n"
    )
    (folder / "input.jsonl").write_text("")
    environment = {
        "PATH": f"{files}/bin:/usr/bin:/bin", "HOME": str(work / "home"), "TERM": "xterm",
        "LC_ALL": "C.UTF-8", "ZDOTDIR": str(work / "home"), "COLUMNS": "200",
    }
    wrong = []
    for name, words in shells(work, files).items():
        for typed, wanted in CASES:
            shell = Shell(words, folder, environment)
            shell.read_until(lambda text: "ready> " in text)
            shell.type(typed + "\t")
            shown = shell.read_until(lambda text: wanted in text, 10)
            if wanted not in shown:
                wrong.append(f"{name}: {typed}<TAB> shows {shown[-200:]!r}, not {wanted}")
            shell.close()
    assert not wrong, "\n".join(wrong)
    print(f"completion: bash, zsh and fish complete {len(CASES)} lines")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
