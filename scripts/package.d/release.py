"""The release to pack: its name, binary and time."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

# The architectures, with Debian's names.
MACHINES = {"x86_64": "amd64", "aarch64": "arm64"}

SUMMARY = "Rewrites batch files of language-model requests with a few lines of Lua"


@dataclass(frozen=True)
class File:
    """A file of a package: its path, its content, and whether it is a program."""

    path: str
    data: bytes
    program: bool = False

    @property
    def mode(self) -> int:
        return 0o755 if self.program else 0o644


@dataclass(frozen=True)
class Release:
    """A release for one kind of machine."""

    top: Path
    binary: Path
    version: str
    machine: str
    time: int

    @staticmethod
    def of(top: Path, binary: Path) -> "Release":
        said = subprocess.run([binary, "--version"], check=True, capture_output=True, text=True)
        machine = os.uname().machine
        if machine not in MACHINES:
            raise SystemExit(f"package: there are no packages for {machine}")
        time = int(os.environ["SOURCE_DATE_EPOCH"])
        return Release(top, binary, said.stdout.split()[1], machine, time)

    @property
    def architecture(self) -> str:
        """Debian's name of the architecture."""
        return MACHINES[self.machine]

    def output(self, *arguments: str) -> bytes:
        """The output of the binary."""
        run = subprocess.run([self.binary, *arguments], check=True, stdout=subprocess.PIPE)
        return run.stdout
