"""What is packed: the release, its binary and its time."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

# The names of a machine: for Debian, and for wheels a binary of it runs on.
MACHINES = {"x86_64": "amd64", "aarch64": "arm64"}

SUMMARY = "Rewrites batch files of language-model requests with a few lines of Lua"


@dataclass(frozen=True)
class File:
    """A file of a package: its path there, what is in it, and whether it is a program."""

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
        """As Debian calls it."""
        return MACHINES[self.machine]

    def output(self, *arguments: str) -> bytes:
        """What the binary prints."""
        run = subprocess.run([self.binary, *arguments], check=True, stdout=subprocess.PIPE)
        return run.stdout
