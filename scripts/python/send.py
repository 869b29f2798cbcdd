"""Sends a file of requests to a service, and waits for the results: send.py REQUESTS RESULTS [ERRORS]

Which service the variables OPENAI_BASE_URL and OPENAI_API_KEY say, as the package openai reads them.
"""

import json
import sys
import time
from pathlib import Path

import openai


def main(requests: Path, results: Path, errors: Path) -> None:
    client = openai.OpenAI()
    batch = finished(client, begun(client, requests), seconds=24 * 3600)
    if batch.status != "completed" and not batch.output_file_id:
        raise SystemExit(f"the batch is {batch.status}: {batch.errors}")
    for file, path in [(batch.output_file_id, results), (batch.error_file_id, errors)]:
        if file:
            path.write_bytes(client.files.content(file).content)


def begun(client: openai.OpenAI, requests: Path) -> openai.types.Batch:
    """Uploads the file, and creates the batch."""
    with requests.open("rb") as file:
        url = json.loads(file.readline())["url"]
        file.seek(0)
        uploaded = client.files.create(file=file, purpose="batch")
    return client.batches.create(
        input_file_id=uploaded.id, endpoint=url, completion_window="24h"
    )


def finished(client: openai.OpenAI, batch: openai.types.Batch, seconds: float) -> openai.types.Batch:
    """Polls at increasing intervals."""
    end, pause = time.monotonic() + seconds, 0.5
    while batch.status not in ("completed", "failed", "expired", "cancelled"):
        if time.monotonic() > end:
            raise SystemExit(f"the batch is still {batch.status}: {batch.id}")
        time.sleep(pause)
        pause = min(pause * 1.5, 60)
        batch = client.batches.retrieve(batch.id)
    return batch


if __name__ == "__main__":
    names = [Path(name) for name in sys.argv[1:]]
    if len(names) not in (2, 3):
        raise SystemExit(__doc__)
    main(names[0], names[1], names[2] if len(names) == 3 else names[1].with_suffix(".errors.jsonl"))
