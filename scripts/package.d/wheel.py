"""The wheel: the Python package of scripts/python, and the binary as a script."""

import base64
import hashlib
import time
import zipfile
from pathlib import Path

from release import SUMMARY, File, Release

# A static binary needs no C library, so the tag is the oldest that pip of supported Pythons knows.
PLATFORMS = "manylinux_2_17_{0}.manylinux2014_{0}"


def write(release: Release, output: Path) -> None:
    stem = f"batchlua-{release.version}"
    tag = "py3-none-" + PLATFORMS.format(release.machine)
    source = release.top / "scripts/python/batchlua"
    files = [
        File(f"batchlua/{path.name}", path.read_bytes())
        for path in sorted(source.iterdir())
        if path.suffix in (".py", ".typed")
    ]
    files += [
        File(f"{stem}.data/scripts/batchlua", release.binary.read_bytes(), program=True),
        File(f"{stem}.dist-info/METADATA", metadata(release)),
        File(f"{stem}.dist-info/WHEEL", wheel(tag)),
        File(f"{stem}.dist-info/licenses/LICENSE", (release.top / "LICENSE").read_bytes()),
    ]
    record = f"{stem}.dist-info/RECORD"
    lines = [f"{file.path},sha256={digest(file.data)},{len(file.data)}\n" for file in files]
    files.append(File(record, "".join([*lines, f"{record},,\n"]).encode()))
    when = time.gmtime(max(release.time, 315532800))[:6]  # zip begins with 1980
    with zipfile.ZipFile(output / f"{stem}-{tag}.whl", "w") as archive:
        for file in files:
            entry = zipfile.ZipInfo(file.path, when)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o100000 | file.mode) << 16
            entry.create_system = 3
            archive.writestr(entry, file.data, compresslevel=9)


def metadata(release: Release) -> bytes:
    readme = (release.top / "scripts/python/README.md").read_text()
    return f"""\
Metadata-Version: 2.4
Name: batchlua
Version: {release.version}
Summary: {SUMMARY}
License-Expression: Apache-2.0
License-File: LICENSE
Requires-Python: >=3.9
Classifier: Operating System :: POSIX :: Linux
Classifier: Programming Language :: Python :: 3
Classifier: Typing :: Typed
Description-Content-Type: text/markdown

{readme}""".encode()


def wheel(tag: str) -> bytes:
    interpreter, abi, platforms = tag.split("-")
    tags = "".join(f"Tag: {interpreter}-{abi}-{each}\n" for each in platforms.split("."))
    head = "Wheel-Version: 1.0\nGenerator: batchlua scripts/package\nRoot-Is-Purelib: false\n"
    return (head + tags).encode()


def digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
