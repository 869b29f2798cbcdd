"""The package for Debian and its derivatives, by dpkg-deb. It depends on no other package."""

import os
import subprocess
import tempfile
from pathlib import Path

from release import SUMMARY, File, Release


def write(release: Release, files: list[File], output: Path) -> None:
    size = sum(-(-len(file.data) // 1024) for file in files)
    control = f"""\
Package: batchlua
Version: {release.version}
Architecture: {release.architecture}
Maintainer: The batchlua developers <batchlua@example.invalid>
Installed-Size: {size}
Section: utils
Priority: optional
Description: {SUMMARY}
 Files of requests for the batch endpoints of language models, JSON Lines, are
 rewritten, filtered, split and checked by Lua scripts. What a script does not
 touch comes out byte for byte, and there is whole output or none. The program
 is one static binary.
"""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for file in files:
            put(root / "usr" / file.path, file.data, file.mode)
        put(root / "DEBIAN/control", control.encode(), 0o644)
        for path in [root, *root.rglob("*")]:
            if path.is_dir():
                path.chmod(0o755)
            os.utime(path, (release.time, release.time))
        name = f"batchlua_{release.version}_{release.architecture}.deb"
        command = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", root, output / name]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def put(path: Path, data: bytes, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    path.chmod(mode)
