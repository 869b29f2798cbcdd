"""Third-party libraries in the binary: their names, releases and licences."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from release import Release


@dataclass(frozen=True)
class Part:
    """A library in the binary. The licence is an expression of SPDX."""

    name: str
    version: str
    licence: str
    address: str
    terms: str


# By the Debian package with the archive.
OF_DEBIAN = {
    "liblua5.4-dev": "MIT",
    "libsimdjson-dev": "Apache-2.0",
    "zlib1g-dev": "Zlib",
    "libzstd-dev": "BSD-3-Clause",
    "libseccomp-dev": "LGPL-2.1-only",
    "libxxhash-dev": "BSD-2-Clause",
    "libpcre2-dev": "BSD-3-Clause",
    "libc6-dev": "LGPL-2.1-or-later",
    "libstdc++": "GPL-3.0-or-later WITH GCC-exception-3.1",
}
SWIFT = "Apache-2.0 WITH Swift-exception"


def parts(release: Release) -> list[Part]:
    """In the order of their names."""
    found = [of_debian(name, licence, release) for name, licence in OF_DEBIAN.items()]
    found += of_swift(release)
    return sorted(found, key=lambda part: part.name)


def of_debian(package: str, licence: str, release: Release) -> Part:
    if package == "libstdc++":
        major = printed("g++", "-dumpversion").strip().split(".")[0]
        package = f"libstdc++-{major}-dev"
    form = "${source:Package} ${source:Version} ${Version}"
    source, source_version, version = printed("dpkg-query", "-W", "-f", form, package).split()
    address = f"pkg:deb/debian/{package}@{version}?arch={release.architecture}"
    terms = Path(f"/usr/share/doc/{package}/copyright").read_text(errors="replace")
    return Part(package, version, licence, f"{address}&upstream={source}@{source_version}", terms)


def of_swift(release: Release) -> list[Part]:
    """The packages that Swift has resolved, and libraries of the compiler."""
    build = release.top / ".build"
    state = json.loads((build / "workspace-state.json").read_text())
    found = []
    for dependency in state["object"]["dependencies"]:
        name = dependency["packageRef"]["identity"]
        version = dependency["state"]["checkoutState"]["version"]
        folder = build / "checkouts" / dependency["subpath"]
        terms = (folder / "LICENSE.txt").read_text()
        address = dependency["packageRef"]["location"].removeprefix("https://").removesuffix(".git")
        found.append(Part(name, version, SWIFT, f"pkg:swift/{address}@{version}", terms))
    version = printed("swift", "--version").split("Swift version ")[1].split()[0]
    terms = f"Of the compiler Swift {version}: {SWIFT}, as the packages above.\n"
    found.append(Part("swift-runtime", version, SWIFT, f"pkg:generic/swift@{version}", terms))
    return found


def text(release: Release) -> str:
    """The licences of batchlua, and of all libraries that are linked into it."""
    lines = [
        f"batchlua {release.version} is under the Apache License 2.0, which stands at the end of",
        "this file after the terms of the libraries in the binary. scripts/package in the source",
        "links it anew, with other releases of them too.",
    ]
    for part in parts(release):
        title = f"{part.name} {part.version} ({part.licence})"
        lines += ["", title, "=" * len(title), part.terms.strip()]
    common = Path("/usr/share/common-licenses")
    for name, path in [
        ("LGPL-2.1", common / "LGPL-2.1"),
        ("GPL-3", common / "GPL-3"),
        ("Apache License 2.0", release.top / "LICENSE"),
    ]:
        lines += ["", name, "=" * len(name), path.read_text().strip("\n")]
    return "\n".join(lines) + "\n"


def printed(*command: str) -> str:
    run = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    return run.stdout
