"""Requests for tests: 2 KB a line, with all kinds of characters."""

import hashlib
import json
from pathlib import Path


def write_corpus(folder: Path, files: int, megabytes: int) -> list[Path]:
    """The same bytes each time, apart from the ids, which are unique over all files."""
    folder.mkdir(parents=True)
    text = ("Le cœur a ses raisons; \u6f22\u5b57, \U0001f600 and \\n \"quotes\". " * 40)[:1800]
    body = {
        "model": "gpt-4o-mini",
        "messages": [{"role": "user", "content": text}],
        "seed": 9007199254740993,
        "temperature": 0.70,
    }
    request = {"custom_id": "ID", "method": "POST", "url": "/v1/chat/completions", "body": body}
    line = json.dumps(request)
    before, after = line.split('"ID"')
    count = megabytes * 1_000_000 // files // len(line)
    paths = []
    for number in range(files):
        path = folder / f"part-{number:02}.jsonl"
        with path.open("w") as file:
            file.writelines(f'{before}"{number}-{each}"{after}\n' for each in range(count))
        paths.append(path)
    return paths


def checksum(paths: list[Path]) -> str:
    """The hash of the bytes of all files, in order."""
    sum = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            while part := file.read(1 << 20):
                sum.update(part)
    return sum.hexdigest()
