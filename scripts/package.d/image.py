"""The directory that a container image is built from."""

import os
from pathlib import Path

from release import SUMMARY, Release


def write(release: Release, output: Path) -> None:
    folder = output / "image"
    folder.mkdir()
    binary = folder / "batchlua"
    binary.write_bytes(release.binary.read_bytes())
    binary.chmod(0o755)
    (folder / "Dockerfile").write_text(
        f"""\
# docker build -t batchlua:{release.version} .
# docker run --rm -u "$(id -u):$(id -g)" -v "$PWD:/data" batchlua run script.lua in.jsonl -o out.jsonl
FROM scratch
LABEL org.opencontainers.image.title="batchlua" \\
  org.opencontainers.image.description="{SUMMARY}" \\
  org.opencontainers.image.version="{release.version}" \\
  org.opencontainers.image.licenses="Apache-2.0"
COPY batchlua /batchlua
WORKDIR /data
USER 65532:65532
ENTRYPOINT ["/batchlua"]
CMD ["--help"]
"""
    )
    for path in folder.iterdir():
        os.utime(path, (release.time, release.time))
