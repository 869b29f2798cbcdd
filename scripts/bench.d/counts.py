"""Counts instructions and allocations a record, and holds them to counts.tsv.

counts.py BATCHLUA CACHE [--update], called by scripts/bench. Each task runs under valgrind on two
heads of its input; the difference leaves the start of the program out. Exit 1: more than a
threshold.

Counts, unlike times, are the same on a busy machine. They hold for the processor that valgrind
shows to a program, with AVX2 but without AVX-512, by which simdjson and the C library choose their
code, and for the libraries of the system that the program takes.
"""

import argparse
import math
import os
import random
import re
import shutil
import subprocess
import sys
from itertools import islice

from inputs import INPUTS
from tasks import HERE

THRESHOLDS = os.path.join(HERE, "counts.tsv")
HEADS = (2000, 4000)
# (task, input); startup is a whole run on one line.
TASKS = [
    ("swap", "chat450"),
    ("swap", "chat2k"),
    ("filter", "chat2k"),
    ("identity", "chat2k"),
    ("rebuild", "chat2k"),
    ("fanout", "chat2k"),
    ("startup", "one"),
]
# What allocates; C++ and Swift call them.
ALLOCATORS = {"malloc", "calloc", "realloc", "memalign", "posix_memalign", "aligned_alloc"}
# The tolerance for counts: a factor, and a minimum for small counts, which vary with the chunks and
# threads of a run.
SLACK = 1.04
LEAST_STEP = 0.2
COMMENT = """\
# The most that a record may take: instructions and allocations, on x86-64 with AVX2 as valgrind
# shows it. The task startup is a whole run on one line. Written by scripts/bench --counts --update.
"""


def stop(text):
    print(f"bench: {text}", file=sys.stderr)
    sys.exit(2)


def head(directory, name, count):
    """The path of a file of the first `count` lines of an input."""
    path = os.path.join(directory, f"{name}-{count}.jsonl")
    generate, _ = INPUTS[name]
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.writelines(islice(generate(random.Random(20240607)), count))
    return path


def valgrind(command, profile):
    """Runs a command under callgrind; returns the instructions, and leaves a profile."""
    # The same environment for all, because its size moves the stack; fair scheduling, because the
    # work of threads depends on which one waits.
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
    ran = subprocess.run(
        ["valgrind", "--fair-sched=yes", "--tool=callgrind", f"--callgrind-out-file={profile}",
         *command],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        text=True, errors="replace", env=environment,
    )  # fmt: skip
    found = re.search(r"Collected : (\d+)", ran.stderr)
    if ran.returncode != 0 or not found:
        stop(f"valgrind {' '.join(command)}:\n{ran.stderr[-2000:]}")
    return int(found[1])


def calls(profile, functions):
    """How often functions are called, by a profile of callgrind, which names each function once."""
    names, called, total = {}, None, 0
    with open(profile, errors="replace") as file:
        for line in file:
            if found := re.match(r"c?fn=\((\d+)\)(?: ([^'\n]*))?", line):
                if found[2] is not None:
                    names[found[1]] = found[2]
                called = names[found[1]] if line[0] == "c" else None
            elif called in functions and line.startswith("calls="):
                total += int(line[6:].split()[0])
    return total


def counts(command, directory):
    """(instructions, allocations) of a command."""
    profile = os.path.join(directory, "callgrind.out")
    instructions = valgrind(command, profile)
    allocations = calls(profile, ALLOCATORS)
    os.remove(profile)
    return instructions, allocations


def measure(batchlua, directory, task, name):
    """(instructions, allocations) a record, or of a whole run for startup."""
    print(f"bench: counting {task} {name}", file=sys.stderr)
    script = os.path.join(HERE, "lua", ("swap" if task == "startup" else task) + ".lua")

    # One state, so that random numbers are not seeded for each record.
    with open(script) as file:
        text = file.read().replace("stateless = true\n", "")
    script = os.path.join(directory, task + ".lua")
    with open(script, "w") as file:
        file.write(text)

    def run(count):
        command = [batchlua, "run", "--jobs", "1", script, head(directory, name, count)]
        return counts(command, directory)

    if task == "startup":
        return run(1)
    few, many = run(HEADS[0]), run(HEADS[1])
    return tuple((b - a) / (HEADS[1] - HEADS[0]) for a, b in zip(few, many))


def threshold(count):
    """A little more than was counted, in three digits or hundredths."""
    most = max(count * SLACK, count + LEAST_STEP)
    step = max(10 ** (math.floor(math.log10(most)) - 2), 0.01)
    return math.ceil(most / step) * step


def read_thresholds():
    with open(THRESHOLDS) as file:
        rows = [line.split() for line in file if not line.startswith("#")]
    return {(task, name): tuple(map(float, most)) for task, name, *most in rows}


def write_thresholds(measured):
    with open(THRESHOLDS, "w") as file:
        file.write(COMMENT)
        for (task, name), found in measured.items():
            instructions, allocations = map(threshold, found)
            file.write(f"{task}\t{name}\t{instructions:.0f}\t{allocations:.2f}\n")


def report(measured, thresholds):
    """Prints the table; true when nothing is above its threshold."""
    row = "{:<10} {:<8} {:>14} {:>14} {:>12} {:>12}"
    print(row.format("task", "input", "instructions", "at most", "allocations", "at most"))
    problems = []
    for key, found in measured.items():
        most = thresholds.get(key)
        if not most:
            problems.append(f"{' '.join(key)}: counts.tsv has no threshold")
            most = (math.nan, math.nan)  # no count is larger than NaN
        limits = f"{most[0]:,.0f}", f"{most[1]:,.2f}"
        print(row.format(*key, f"{found[0]:,.0f}", limits[0], f"{found[1]:,.2f}", limits[1]))
        for what, count, limit in zip(("instructions", "allocations"), found, most):
            if count > limit:
                problems.append(
                    f"{' '.join(key)}: {count:,.2f} {what}, {limit:,.2f} at most "
                    f"({(count / limit - 1) * 100:+.1f} %)"
                )
    if problems:
        print(*["", *problems], sep="\n")
        print("Make it cheaper, or accept it: scripts/bench --counts --update")
    return not problems


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("batchlua")
    parser.add_argument("cache")
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()

    directory = os.path.join(options.cache, "counts")
    os.makedirs(directory, exist_ok=True)
    # valgrind cannot read the debug information of Swift.
    stripped = os.path.join(directory, "batchlua")
    strip = shutil.which("strip") or shutil.which("llvm-strip")
    if not strip:
        stop("neither strip nor llvm-strip is there")
    subprocess.run([strip, "--strip-debug", "-o", stripped, options.batchlua], check=True)

    measured = {task: measure(stripped, directory, *task) for task in TASKS}
    if options.update:
        write_thresholds(measured)
    sys.exit(0 if report(measured, read_thresholds()) else 1)


try:
    main()
except KeyboardInterrupt:
    sys.exit(130)
