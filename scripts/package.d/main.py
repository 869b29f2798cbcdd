"""Packs a binary: main.py TOP BINARY OUTPUT. SOURCE_DATE_EPOCH is the time of all files."""

import hashlib
import shutil
import sys
from pathlib import Path

import bill
import deb
import image
import tarball
import tree
import wheel
from release import Release


def main() -> None:
    top, binary, output = (Path(argument).absolute() for argument in sys.argv[1:])
    release = Release.of(top, binary)
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    files = tree.files(release)
    deb.write(release, files, output)
    tarball.write(release, files, output)
    wheel.write(release, output)
    image.write(release, output)
    bill.write(release, output)
    made = sorted(path for path in output.rglob("*") if path.is_file())
    sums = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(output)}\n"
        for path in made
    ]
    (output / "SHA256SUMS").write_text("".join(sums))


main()
