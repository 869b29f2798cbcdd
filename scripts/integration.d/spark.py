"""map_paths on a real Spark with two executors, one of which is killed in the middle."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

from pyspark.sql import SparkSession

import batchlua
from corpus import checksum, write_corpus

FILES = 16


def main(work: Path) -> None:
    inputs = write_corpus(work / "in", FILES, megabytes=300)
    script = work / "swap.lua"
    script.write_text(
        "function transform(req)\n  req.body.model = args.model\n  req.body.metadata = "
        '{ run = "7" }\nend\n'
    )
    spark = session(work)
    try:
        kill_one(spark, inputs, script, work)
        bad_line(spark, inputs[:3], script, work)
    finally:
        spark.stop()


def session(work: Path) -> SparkSession:
    """Its tasks run the program by a wrapper that logs each start, and waits, so that an
    executor can be killed in the middle."""
    wrapper = work / "batchlua"
    binary = batchlua.find_binary()
    wrapper.write_text(f'#!/bin/sh\necho $$ >>{work}/starts\nsleep 0.5\nexec {binary} "$@"\n')
    wrapper.chmod(0o755)
    (work / "starts").write_text("")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    return (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .appName("batchlua")
        .config("spark.executorEnv.BATCHLUA", str(wrapper))
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.executor.memory", "512m")
        .getOrCreate()
    )


def kill_one(spark: SparkSession, inputs: list[Path], script: Path, work: Path) -> None:
    killed: list[int] = []
    killer = threading.Thread(target=kill_executor, args=(work, killed))
    killer.start()
    table = batchlua.map_paths(inputs, script, work / "out", engine=spark, args={"model": "m"})
    killer.join()
    starts = len((work / "starts").read_text().splitlines())
    assert killed and starts > FILES, f"killed {killed}, {starts} runs started"
    names = sorted(path.name for path in (work / "out").iterdir())
    assert names == [path.name for path in inputs], names
    batchlua.run(script, inputs, output=work / "one.jsonl", args={"model": "m"})
    assert checksum([Path(row.output) for row in table]) == checksum([work / "one.jsonl"])
    assert sum(row.written for row in table) == sum(row.read for row in table) > 50_000
    print(f"spark: {FILES} files come out as one process makes them, {starts} runs", flush=True)


def kill_executor(work: Path, killed: list[int]) -> None:
    """Kills the executor of a task that has run for a moment."""
    while len((work / "starts").read_text().splitlines()) < 4:
        time.sleep(0.05)
    executors = [
        process
        for process in below(os.getpid())
        if "CoarseGrainedExecutorBackend" in command(process) and "java" in command(process)
    ]
    os.kill(executors[0], signal.SIGKILL)
    killed.append(executors[0])


def below(process: int) -> list[int]:
    """A process and all its descendants."""
    found = [process]
    for each in Path("/proc").glob("[0-9]*/stat"):
        try:
            number, rest = int(each.parent.name), each.read_text().rsplit(")", 1)[1]
        except OSError:
            continue
        if int(rest.split()[1]) == process:
            found += below(number)
    return found


def command(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def bad_line(spark: SparkSession, inputs: list[Path], script: Path, work: Path) -> None:
    bad = work / "bad.jsonl"
    bad.write_text(inputs[0].open().readline() + "{nonsense}\n")
    try:
        batchlua.map_paths([*inputs, bad], script, work / "none", engine=spark, args={"model": "m"})
    except batchlua.MapError as error:
        assert str(error.position) == f"{bad}:2" and error.error.line == 2, error.position
        assert "not valid JSON" in error.message and str(bad) in str(error), str(error)
    else:
        raise AssertionError("a bad line was passed over")
    assert not list((work / "none").iterdir())
    print("spark: a bad line's place is in the driver's exception", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
