"""Prints how a run gains by cores: scale.py BATCHLUA CACHE INPUTS ROUNDS, called by scripts/bench.

The swap with a state for each of 1, 2, 4 … cores, as many as the process may use, to /dev/null.
Efficiency is the time on one core over that on N, N times. Times are the least of the rounds,
which take turns.
"""

import os
import subprocess
import sys

from tasks import HERE

NAMES = ("chat450", "chat2k")


def counts(most):
    """1, 2, 4 … and at last `most`."""
    count, all_counts = 1, []
    while count < most:
        all_counts.append(count)
        count *= 2
    return [*all_counts, most]


def seconds(batchlua, path, cores, err):
    script = os.path.join(HERE, "lua", "swap.lua")
    once = [sys.executable, "-I", "-S", os.path.join(HERE, "once.py"), "0"]
    command = [batchlua, "run", "-q", "--jobs", str(len(cores)), script, path]
    ran = subprocess.run(
        [*once, ",".join(map(str, cores)), "/dev/null", err, *command],
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    code, wall, _, _ = ran.stdout.split()
    if code != "0":
        with open(err, encoding="utf-8", errors="replace") as file:
            sys.exit(f"bench: {' '.join(command)}:\n{file.read()}")
    return float(wall)


def main():
    batchlua, cache, inputs, rounds = sys.argv[1:5]
    cores = sorted(os.sched_getaffinity(0))
    err = os.path.join(cache, "err")
    print(f"{'input':<8} {'cores':>5} {'wall s':>7} {'MB/s':>6} {'efficiency':>10}")
    for name in NAMES:
        path = os.path.join(inputs, name + ".jsonl")
        times = {count: [] for count in counts(len(cores))}
        for _ in range(int(rounds)):
            for count, of_count in times.items():
                of_count.append(seconds(batchlua, path, cores[:count], err))
        alone = min(times[1])
        for count, of_count in times.items():
            wall = min(of_count)
            speed = os.path.getsize(path) / wall / 1e6
            print(f"{name:<8} {count:>5} {wall:>7.3f} {speed:>6.0f} {alone / count / wall:>10.2f}")


main()
