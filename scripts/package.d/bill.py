"""The bill of materials, SPDX 2.3: the binary, and each library that is linked into it."""

import hashlib
import json
import time
from pathlib import Path

import licences
from release import SUMMARY, Release

NO = "NOASSERTION"


def write(release: Release, output: Path) -> None:
    data = release.binary.read_bytes()
    sha256, sha1 = hashlib.sha256(data).hexdigest(), hashlib.sha1(data).hexdigest()
    created = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(release.time))
    program = package("batchlua", release.version, "Apache-2.0", None, summary=SUMMARY)
    program["packageFileName"] = "batchlua"
    program["checksums"] = [{"algorithm": "SHA256", "checksumValue": sha256}]
    packages = [program]
    relations = [relation("SPDXRef-DOCUMENT", "DESCRIBES", program["SPDXID"])]
    for part in licences.parts(release):
        linked = package(part.name, part.version, part.licence, part.address)
        packages.append(linked)
        relations.append(relation(program["SPDXID"], "STATIC_LINK", linked["SPDXID"]))
    bill = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"batchlua-{release.version}-{release.machine}",
        "documentNamespace": f"https://spdx.org/spdxdocs/batchlua-{release.version}-{sha1}",
        "creationInfo": {"created": created, "creators": ["Tool: batchlua-scripts-package"]},
        "packages": packages,
        "relationships": relations,
    }
    path = output / f"batchlua-{release.version}.spdx.json"
    path.write_text(json.dumps(bill, indent=2) + "\n")


def package(
    name: str, version: str, licence: str, address: "str | None", summary: str = ""
) -> dict:
    made = {
        "SPDXID": "SPDXRef-" + "".join(c if c.isalnum() or c in ".-" else "-" for c in name),
        "name": name,
        "versionInfo": version,
        "supplier": NO,
        "downloadLocation": NO,
        "filesAnalyzed": False,
        "licenseConcluded": licence,
        "licenseDeclared": licence,
        "copyrightText": NO,
    }
    if summary:
        made["summary"] = summary
    if address:
        made["externalRefs"] = [
            {
                "referenceCategory": "PACKAGE-MANAGER",
                "referenceType": "purl",
                "referenceLocator": address,
            }
        ]
    return made


def relation(one: str, kind: str, other: str) -> dict:
    return {"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other}
