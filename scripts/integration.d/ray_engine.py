"""map_paths on Ray: the same outputs as of one process, and an error with its position."""

import os
import sys
from pathlib import Path

os.environ.setdefault("RAY_DISABLE_IMPORT_WARNING", "1")
os.environ.setdefault("RAY_AUTH_MODE", "disabled")
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
import ray

import batchlua
from corpus import checksum, write_corpus


def main(work: Path) -> None:
    inputs = write_corpus(work / "in", 4, megabytes=20)
    script = batchlua.Code('body.model = "m"')
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, _temp_dir=f"{work}/ray")
    try:
        table = batchlua.map_paths(inputs, script, work / "out", engine=ray)
        batchlua.run(script, inputs, output=work / "one.jsonl")
        assert checksum([Path(row.output) for row in table]) == checksum([work / "one.jsonl"])
        bad = work / "bad.jsonl"
        bad.write_text("{nonsense}\n")
        try:
            batchlua.map_paths([*inputs, bad], script, work / "none", engine=ray)
        except batchlua.MapError as error:
            assert str(error.position) == f"{bad}:1", error.position
        else:
            raise AssertionError("a bad line was passed over")
    finally:
        ray.shutdown()
    print("ray: files come out as one process makes them; errors have their place", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
