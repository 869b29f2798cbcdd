"""The archive for any Linux: bin and share, below one directory."""

import io
import lzma
import tarfile
from pathlib import Path

from release import File, Release


def write(release: Release, files: list[File], output: Path) -> None:
    name = f"batchlua-{release.version}-{release.machine}"
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for file in files:
            entry = tarfile.TarInfo(f"{name}/{file.path}")
            entry.size, entry.mode, entry.mtime = len(file.data), file.mode, release.time
            entry.uname = entry.gname = "root"
            archive.addfile(entry, io.BytesIO(file.data))
    (output / f"{name}.tar.xz").write_bytes(lzma.compress(raw.getvalue(), preset=6))
