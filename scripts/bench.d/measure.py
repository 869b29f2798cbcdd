"""Runs the tasks and prints the table. Called by scripts/bench with everything found and built."""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from statistics import median

from cores import Cores
from tasks import HERE, TASKS, expected

HEAD_LINES, HEAD_BYTES = 2000, 20_000_000
COLUMNS = ["task", "input", "program", "wall s", "CPU s", "GB/s", "records/s", "peak MB",
           "wall ×", "CPU ×"]  # fmt: skip


class Input:
    """A file, its size in bytes and records, and a head of it for the comparison."""

    def __init__(self, directory, name):
        self.path = os.path.join(directory, name + ".jsonl")
        self.bytes = os.path.getsize(self.path)
        with open(self.path, "rb") as file:
            self.records = sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
        self.head = os.path.join(directory, name + ".head")
        lines, size = [], 0
        with open(self.path, "rb") as file:
            for line in file:
                lines.append(line)
                size += len(line)
                if len(lines) == HEAD_LINES or size > HEAD_BYTES:
                    break
        with open(self.head, "wb") as file:
            file.writelines(lines)
        self.values = [json.loads(line) for line in lines]

    def warm(self):
        """Has memory hold the file as the kernel reads it from the disk, in large pieces. A program
        that has just written it may leave it in pages of 4 KiB, which take twice as long to read.
        """
        with open(self.path, "rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            while file.read(1 << 20):
                pass


class Driver:
    def __init__(self, options, scratch):
        self.options = options
        self.scratch = scratch
        self.programs = {
            "batchlua": options.batchlua,
            "rust": os.path.join(options.cache, "rust", "target", "release", "typed"),
        }
        self.environment = dict(os.environ, PYTHONPATH=os.path.join(options.cache, "python"))
        self.cores = Cores(options.cores)
        self.inputs = {}
        self.growth = []
        self.notes = []

    def input(self, name):
        if name not in self.inputs:
            self.inputs[name] = Input(self.options.inputs, name)
        return self.inputs[name]

    def once(self, run, path, out, seconds=0):
        """(exit status, wall s, CPU s, peak KB) of each run, and standard error."""
        err = os.path.join(self.scratch, "err")
        command = run.command(self.programs, path, out)
        stdout = "/dev/null" if run.to_file and run.program == "batchlua" else out
        said = subprocess.run(
            [sys.executable, "-I", "-S", os.path.join(HERE, "once.py"),
             str(seconds), run.cores, stdout, err, *command],
            check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL,
            env=self.environment,
        ).stdout  # fmt: skip
        results = [[float(word) for word in line.split()] for line in said.splitlines()]
        with open(err, errors="replace") as file:
            return results, file.read()

    def floor(self):
        """The smallest measurable peak in MB: that of the launcher itself."""
        command = [sys.executable, "-I", "-S", os.path.join(HERE, "once.py")]
        command += ["0.01", "all", "/dev/null", "/dev/null", "true"]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return median(int(line.split()[3]) for line in said.splitlines()) / 1024

    def check(self, run):
        """Why the row is invalid: the output for the head of the input is wrong; None if right."""
        out = os.path.join(self.scratch, "out")
        given = self.input(run.input)
        [(code, *_)], err = self.once(run, given.head, out)
        if code != 0:
            self.notes.append(f"{run.task} {run.label}: exit {code:.0f}: {err.strip()[-300:]}")
            return "FAILED"
        if run.job == "sum" and run.program == "batchlua":
            # Standard output of a script has only records, so the sum is on standard error.
            values = [int(line) for line in err.splitlines() if line.isdecimal()]
        else:
            try:
                with open(out, "rb") as file:
                    values = [json.loads(line) for line in file]
            except ValueError as error:
                self.notes.append(f"{run.task} {run.label}: not JSON Lines: {error}")
                return "DIFFERS"
        wanted = expected(run.job, given.values)
        if values == wanted:
            return None
        places = (n for n, (a, b) in enumerate(zip(values, wanted), 1) if a != b)
        where = next(places, "the end")
        self.notes.append(
            f"{run.task} {run.input} {run.label}: {len(values)} values for {len(wanted)}, "
            f"first difference at {where}"
        )
        return "DIFFERS"

    def time(self, runs):
        """Medians of (wall, CPU, peak) by label, over rounds that start at another row each. What
        takes little time is run several times in each. Each is run when two cores are two."""
        samples = {run.label: [] for run in runs}
        target = os.path.join(self.scratch, "out")
        for round in range(self.options.rounds):
            turn = round % len(runs)
            for run in runs[turn:] + runs[:turn]:
                if run.to_file and os.path.exists(target):
                    os.unlink(target)
                self.cores.wait()
                out, seconds = (target, 0) if run.to_file else ("/dev/null", 0.3)
                results, err = self.once(run, self.input(run.input).path, out, seconds)
                samples[run.label] += results
                if any(code != 0 for code, *_ in results):
                    self.notes.append(f"{run.task} {run.label}: failed: {err.strip()[-300:]}")
        return {
            label: [median(column) for column in zip(*(s[1:] for s in found))]
            for label, found in samples.items()
            if all(s[0] == 0 for s in found)
        }

    def measure(self, runs):
        """The rows of one task on one input."""
        given = self.input(runs[0].input)
        print(f"bench: {runs[0].task} {runs[0].input}", file=sys.stderr)
        given.warm()
        void = {run.label: self.check(run) for run in runs}
        good = [run for run in runs if void[run.label] is None]
        medians = self.time(good) if good else {}
        reference = medians.get(runs[0].label) if runs[0].program == "batchlua" else None
        rows = []
        for run in runs:
            row = [run.task, run.input, run.label]
            if run.label not in medians:
                rows.append(row + [void[run.label] or "FAILED"] + [""] * 6)
                continue
            wall, cpu, peak = medians[run.label]
            ratios = ["-", "-"]
            if reference:
                ratios = [f"{wall / reference[0]:.2f}", f"{cpu / max(reference[1], 1e-6):.2f}"]
            rows.append(
                row
                + [f"{wall:.4f}" if wall < 0.1 else f"{wall:.3f}"]
                + [f"{cpu:.4f}" if cpu < 0.1 else f"{cpu:.3f}"]
                + [f"{given.bytes / wall / 1e9:.3f}", f"{given.records / wall:,.0f}"]
                + [f"{peak / 1024:.1f}"]
                + ratios
            )
        if runs[0].task == "growth":
            self.growth.append((given.bytes, medians))
        return rows

    def growth_notes(self):
        if len(self.growth) < 2:
            return
        (small, before), (large, after) = self.growth[:2]
        for label in before.keys() & after.keys():
            factor = after[label][0] / before[label][0]
            self.notes.append(
                f"growth {label}: {large / small:.1f} times the bytes, {factor:.2f} times the "
                f"time, peak {before[label][2] / 1024:.1f} to {after[label][2] / 1024:.1f} MB"
            )


def first_line(command):
    try:
        ran = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        return (ran.stdout + ran.stderr).splitlines()[0].strip()
    except (OSError, IndexError):
        return "?"


def machine():
    model = platform.machine()
    try:
        with open("/proc/cpuinfo") as file:
            names = [line.split(":")[1].strip() for line in file if line.startswith("model name")]
        model = names[0] if names else model
    except OSError:
        pass
    return f"{model}, {len(os.sched_getaffinity(0))} cores, Linux {platform.release()}"


def versions(options):
    asked = {
        "batchlua": [options.batchlua, "--version"],
        "rust": ["rustc", "--version"],
        "jq": ["jq", "--version"],
        "gojq": ["gojq", "--version"],
        "orjson": [sys.executable, "--version"],
        "lua-cjson": ["lua5.4", "-v"],
    }
    known = [name for name in options.programs if name in asked]
    return "; ".join(f"{name}: {first_line(asked[name])}" for name in known)


def table(rows):
    widths = [max(len(row[i]) for row in rows) for i in range(len(COLUMNS))]
    for row in rows:
        cells = [c.ljust(w) if i < 3 else c.rjust(w) for i, (c, w) in enumerate(zip(row, widths))]
        print("  ".join(cells).rstrip())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--tasks", type=lambda words: words.split(","))
    parser.add_argument("--programs", type=lambda words: words.split(","))
    parser.add_argument("--batchlua")
    parser.add_argument("--cache")
    parser.add_argument("--inputs")
    parser.add_argument("--cores")
    options = parser.parse_args()

    # Files that are written while measuring are in memory, if there is a file system for that.
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    scratch = tempfile.mkdtemp(prefix="batchlua-bench-", dir=memory)
    driver = Driver(options, scratch)
    rows = [COLUMNS]
    try:
        for task in options.tasks:
            runs = [run for run in TASKS[task] if run.program in options.programs]
            for name in dict.fromkeys(run.input for run in runs):
                rows += driver.measure([run for run in runs if run.input == name])
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    driver.growth_notes()
    driver.notes.append(driver.cores.note())
    driver.notes.append(f"a peak is known only where it is above {driver.floor():.1f} MB")

    print(machine())
    print(versions(options))
    print(f"medians of {options.rounds} alternating rounds; × is the row against batchlua's")
    print()
    table(rows)
    print()
    print(*driver.notes, sep="\n")
    sys.exit(any("FAILED" in row or "DIFFERS" in row for row in rows))


try:
    main()
except KeyboardInterrupt:
    sys.exit(130)
