"""The files below /usr of the .deb and the archive."""

import gzip
from pathlib import Path

import licences
import manual
from release import File, Release

# The path of a command's completion for each shell.
COMPLETIONS = {
    "bash": "share/bash-completion/completions/batchlua",
    "zsh": "share/zsh/vendor-completions/_batchlua",
    "fish": "share/fish/vendor_completions.d/batchlua.fish",
}
DOCUMENTATION = "share/doc/batchlua"


def files(release: Release) -> list[File]:
    """All of them, in the order of their paths."""
    made = [File("bin/batchlua", release.binary.read_bytes(), program=True)]
    for shell, path in COMPLETIONS.items():
        made.append(File(path, release.output("--generate-completion-script", shell)))
    for name, text in manual.pages(release).items():
        made.append(File(f"share/man/man1/{name}.1.gz", packed(text.encode())))
    pages = release.top / "Sources/BatchLua/BatchLua.docc"
    for path in [release.top / "README.md", pages / "LuaReference.md", pages / "Security.md"]:
        made.append(File(f"{DOCUMENTATION}/{path.name}", path.read_bytes()))
    changes = packed((pages / "Changelog.md").read_bytes())
    made.append(File(f"{DOCUMENTATION}/changelog.gz", changes))
    made.append(File(f"{DOCUMENTATION}/copyright", licences.text(release).encode()))
    made += examples(release.top / "scripts/examples")
    return sorted(made, key=lambda file: file.path)


def examples(folder: Path) -> list[File]:
    """The files of a folder, without build products."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return [
        File(f"{DOCUMENTATION}/examples/{path.relative_to(folder)}", path.read_bytes())
        for path in paths
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    ]


def packed(data: bytes) -> bytes:
    """Gzip without a name or a time."""
    return gzip.compress(data, 9, mtime=0)
