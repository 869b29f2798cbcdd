"""Prints the most memory that runs take whose output is far larger than their input.

memory.py BATCHLUA CACHE, called by scripts/bench. Exit 1: a run failed, or took more than its
limit.
"""

import gzip
import os
import subprocess
import sys

from tasks import HERE

MB = 1_000_000
RECORDS = 2000
GROW = 'body.x = ("x"):rep(3000000)'
COPY = "local c = req:copy() c.custom_id = c.custom_id .. 'c' " + GROW + " return req, c"
STATELESS = "stateless = true\nfunction transform(r) r.body.x = ('x'):rep(3000000) end\n"
LIMIT = 150 * MB


def small(directory):
    """2,000 requests of some 60 bytes."""
    path = os.path.join(directory, "small.jsonl")
    with open(path, "w", encoding="ascii") as file:
        for number in range(RECORDS):
            file.write(f'{{"custom_id":"{number}","method":"POST","url":"/v1/videos","body":{{}}}}\n')
    return path


def packed(directory):
    """A megabyte that unpacks to a thousand: lines of 100 KB each."""
    path = os.path.join(directory, "packed.jsonl.gz")
    text = "y" * 100_000
    with gzip.open(path, "wt", encoding="ascii") as file:
        for number in range(10_000):
            body = f'{{"prompt":"{text}"}}'
            file.write(
                f'{{"custom_id":"{number}","method":"POST","url":"/v1/videos","body":{body}}}\n'
            )
    return path


def peak(batchlua, directory, arguments):
    """The bytes (None when it failed) of a run to /dev/null."""
    out, err = os.path.join(directory, "out"), os.path.join(directory, "err")
    command = [batchlua, "run", "-q", *arguments, "-o", "/dev/null"]
    once = [sys.executable, "-I", "-S", os.path.join(HERE, "once.py"), "0", "all", out, err]
    ran = subprocess.run([*once, *command], stdout=subprocess.PIPE, text=True, check=True)
    code, _, _, kilobytes = ran.stdout.split()
    if code != "0":
        with open(err, encoding="utf-8", errors="replace") as file:
            print(f"bench: {' '.join(command)}: exit code {code}\n{file.read(2000)}", file=sys.stderr)
        return None
    return int(kilobytes) * 1024


def main():
    batchlua, cache = sys.argv[1:]
    directory = os.path.join(cache, "memory")
    os.makedirs(directory, exist_ok=True)
    lines = small(directory)
    script = os.path.join(directory, "grow.lua")
    with open(script, "w", encoding="ascii") as file:
        file.write(STATELESS)
    runs = [
        ("2,000 records grow to 3 MB", ["-e", GROW, lines]),
        ("the same, in a sandbox", ["--sandbox", "-e", GROW, lines]),
        ("the same, two states", ["--jobs", "2", script, lines]),
        ("the same, and a copy of each", ["-e", COPY, lines]),
        ("1 MB of gzip unpacks to 1 GB", ["-e", "true", packed(directory)]),
    ]
    print(f"{'peak of memory':<32} {'MB':>6} {'at most':>8}")
    failed = False
    for name, arguments in runs:
        found = peak(batchlua, directory, arguments)
        failed = failed or found is None or found > LIMIT
        shown = "void" if found is None else f"{found / MB:.0f}"
        print(f"{name:<32} {shown:>6} {LIMIT // MB:>8}", flush=True)
    sys.exit(1 if failed else 0)


try:
    main()
except KeyboardInterrupt:
    sys.exit(130)
