"""map_paths on Spark, beside Spark that only copies text, and Spark that reads and writes JSON:
spark.py CACHE ROUNDS. Each sets the model and a key of the metadata of 300 MB in 8 files."""

import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

scripts = Path(__file__).parents[1]
sys.path += [str(scripts / "integration.d"), str(scripts / "python")]

from pyspark.sql import SparkSession
from pyspark.sql import functions as f

import batchlua
from corpus import write_corpus

CODE = batchlua.Code('body.model = "gpt-5-mini" body.metadata = { job = "7" }')


def main() -> None:
    folder, rounds = Path(sys.argv[1]) / "spark", int(sys.argv[2])
    if not (folder / "in").exists():
        write_corpus(folder / "in", 8, megabytes=300)
    paths = sorted((folder / "in").iterdir())
    os.environ["PYTHONPATH"] = sys.path[-1]  # of the workers
    spark = (
        SparkSession.builder.master("local[2]").appName("bench").config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "2g").config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1").getOrCreate()
    )
    text = spark.read.text([str(path) for path in paths])
    schema = f.schema_of_json(f.lit(paths[0].open().readline()))

    def map_paths(out: Path) -> None:
        batchlua.map_paths(paths, CODE, out, engine=spark)

    def copy_text(out: Path) -> None:
        text.write.text(str(out))

    def json_columns(out: Path) -> None:
        request = f.from_json("value", schema)
        body = request.getField("body").withField("model", f.lit("gpt-5-mini"))
        body = body.withField("metadata", f.struct(f.lit("7").alias("job")))
        text.select(f.to_json(request.withField("body", body)).alias("value")).write.text(str(out))

    # Outputs are in memory, if there is a file system for that: map_paths waits until a disk has
    # them, and Spark does not.
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else folder
    outputs = Path(tempfile.mkdtemp(prefix="batchlua-bench-", dir=memory))
    ways = [map_paths, copy_text, json_columns]
    try:
        seconds = {way: timed(way, outputs, rounds) for way in ways}
    finally:
        shutil.rmtree(outputs)
        spark.stop()
    print(f"{'way':14} {'seconds':>8}  beside map_paths")
    for way in ways:
        print(f"{way.__name__:14} {seconds[way]:8.2f}  {seconds[way] / seconds[map_paths]:.2f}")


def timed(way: "object", folder: Path, rounds: int) -> float:
    """The median, after one run that does not count, because Java is slow at first."""
    taken = []
    for _ in range(rounds + 1):
        out = folder / "out"
        shutil.rmtree(out, ignore_errors=True)
        began = time.perf_counter()
        way(out)  # type: ignore[operator]
        taken.append(time.perf_counter() - began)
    shutil.rmtree(out, ignore_errors=True)
    return statistics.median(taken[1:])


main()
