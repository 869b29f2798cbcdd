"""Measures the commands beside run, each with another way of doing the same, in alternating rounds.

usage: commands.py BATCHLUA CACHE [ROUNDS] [TASK,TASK…]

A task whose program gives another count than its peer is void. Exit code 1 when one is, when the
ratio to the peer is below the task's, or when a command takes more memory or time than it may. The
time of processors is said beside: on a busy machine it says more than the clock.
"""

import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from statistics import median

HERE = os.path.dirname(os.path.abspath(__file__))
LINES = 200_000


def requests(path, lines=LINES, size=1700):
    """Chat requests of about 2 KB, the same each time."""
    random.seed(1)
    words = [f"word{n}" for n in range(2000)]
    texts = [" ".join(random.choices(words, k=size // 8)) for _ in range(500)]
    with open(path, "w") as file:
        for number in range(lines):
            body = {"model": "gpt-5-mini", "max_tokens": 500, "temperature": 0.2, "messages": [
                {"role": "system", "content": "Answer briefly."},
                {"role": "user", "content": texts[number % len(texts)]}]}
            file.write(json.dumps({"custom_id": f"request-{number}", "method": "POST",
                                   "url": "/v1/chat/completions", "body": body}) + "\n")


def results(path, lines=LINES):
    random.seed(2)
    with open(path, "w") as file:
        for number in range(lines):
            body = {"id": f"chatcmpl-{number}", "model": "gpt-5-mini", "choices": [
                {"index": 0, "message": {"role": "assistant", "content": "x" * random.randrange(900)},
                 "finish_reason": "stop"}],
                "usage": {"prompt_tokens": number % 900, "completion_tokens": number % 70,
                          "total_tokens": number % 900 + number % 70}}
            status = 200
            if number % 50 == 0:
                status, body = 429, {"error": {"code": "rate_limit_exceeded", "message": "Slow."}}
            file.write(json.dumps({"id": f"r{number}", "custom_id": f"request-{number}",
                                   "response": {"status_code": status, "request_id": f"q{number}",
                                                "body": body}, "error": None}) + "\n")


def number(pattern):
    """Returns a function that finds the number in an output by a pattern."""
    return lambda text: int(re.search(pattern, text).group(1).replace(",", ""))


class Task:
    """`least`: the program must be at least so many times as fast as its peer."""

    def __init__(self, name, write, ours, peer, count, peer_count, least):
        self.name, self.write, self.ours, self.peer = name, write, ours, peer
        self.count, self.peer_count, self.least = count, peer_count, least


def tasks(batchlua):
    python = [sys.executable]
    return [
        Task("validate", requests, [batchlua, "validate", "--profile", "generic", "IN"],
             python + [f"{HERE}/validate_peer.py", "IN"],
             number(r"([\d,]+) requests"), number(r"(\d+) requests"), 10),
        Task("split", requests,
             [batchlua, "split", "--max-requests", "10000", "IN", "-o", "OUT/part-{part}"],
             ["split", "-l", "10000", "IN", "OUT/part-"],
             number(r"all +([\d,]+)"), None, 0.5),
        Task("stats", results, [batchlua, "stats", "IN"],
             python + [f"{HERE}/stats_peer.py", "IN"],
             number(r"  successes +([\d,]+)"), number(r"(\d+) successes"), 5),
    ]


def shuffled(path, lines=1_000_000):
    """Short results, in another order, of all requests but each tenth."""
    numbers = [n for n in range(lines) if n % 10]
    random.seed(3)
    random.shuffle(numbers)
    with open(path, "w") as file:
        for number in numbers:
            file.write('{"custom_id":"request-%d","response":{"status_code":200,"body":{"choices":'
                       '[{"message":{"content":"%s"},"finish_reason":"stop"}]}},"error":null}\n'
                       % (number, "x" * (number % 200)))


def short(path, lines=1_000_000):
    with open(path, "w") as file:
        for number in range(lines):
            file.write('{"custom_id":"request-%d","method":"POST","url":"/v1/responses","body":'
                       '{"model":"gpt-5-mini","input":"%d"}}\n' % (number, number))


def old(path):
    requests(path, lines=75_000)


def new(path):
    """The same with another temperature on each hundredth line."""
    with open(path.replace("new-", "old-")) as file, open(path, "w") as other:
        for number, line in enumerate(file):
            other.write(line.replace("0.2", "0.3", 1) if number % 100 == 0 else line)


class Bound:
    """A command over files that may take so many megabytes and seconds; without a limit of time it
    is only told."""

    def __init__(self, name, writes, command, count, wanted, megabytes, seconds=None):
        self.name, self.writes, self.command = name, writes, command
        self.count, self.wanted, self.megabytes, self.seconds = count, wanted, megabytes, seconds


def bounds(batchlua):
    pair = [batchlua, "retry", "IN0", "--results", "IN1", "-o", "OUT/again"]
    table = [batchlua, "join", "IN0", "--results", "IN1", "-o", "OUT/table.csv"]
    return [
        Bound("retry", [short, shuffled], pair, number(r"written (\d+)"), 100_000, 150),
        Bound("join", [short, shuffled], table, number(r"answered (\d+)"), 900_000, 150),
        Bound("diff", [old, new], [batchlua, "diff", "IN0", "IN1"],
              number(r"changed (\d+)"), 750, 150, 1.0),
    ]


def check(bound, cache, scratch, rounds):
    paths = [os.path.join(cache, f"{write.__name__}-commands.jsonl") for write in bound.writes]
    for path, write in zip(paths, bound.writes):
        if not os.path.exists(path):
            write(path)
    times, most = [], 0
    for _ in range(rounds):
        out = os.path.join(scratch, "parts")
        shutil.rmtree(out, ignore_errors=True)
        os.mkdir(out)
        command = [part.replace("OUT", out, 1) for part in bound.command]
        for index, path in enumerate(paths):
            command = [path if part == f"IN{index}" else part for part in command]
        with tempfile.TemporaryFile("w+", dir=scratch) as said:
            start = time.monotonic()
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said)
            usage = os.wait4(process.pid, 0)[2]
            times.append(time.monotonic() - start)
            process.returncode = 0  # it was reaped by wait4
            said.seek(0)
            text = said.read()
        most = max(most, usage.ru_maxrss / 1024)
        if not re.search(r"\d", text) or bound.count(text) != bound.wanted:
            print(f"{bound.name:10} VOID {text[-300:]}")
            return False
    size = sum(os.path.getsize(path) for path in paths)
    limit = f"at most {bound.megabytes} MB" + (f", {bound.seconds} s" if bound.seconds else "")
    print(f"{bound.name:10} {median(times):8.3f} s {size / median(times) / 1e9:6.2f} GB/s"
          f" {most:8.0f} MB ({limit})")
    return most <= bound.megabytes and (not bound.seconds or median(times) <= bound.seconds)


def once(command, path, scratch):
    """Returns the seconds by the clock and of processors, and the program's messages."""
    out = os.path.join(scratch, "parts")
    shutil.rmtree(out, ignore_errors=True)
    os.mkdir(out)
    command = [part.replace("IN", path, 1) if part == "IN" else part.replace("OUT", out, 1)
               for part in command]
    start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    work = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return (seconds, work), done.stdout + done.stderr


def measure(task, cache, scratch, rounds):
    path = os.path.join(cache, f"{task.write.__name__}-{LINES}.jsonl")
    if not os.path.exists(path):
        task.write(path)
    size = os.path.getsize(path)
    ours, theirs, is_void = [], [], False
    try:
        for _ in range(rounds):
            seconds, text = once(task.ours, path, scratch)
            ours.append(seconds)
            other, peer_text = once(task.peer, path, scratch)
            theirs.append(other)
            wanted = task.peer_count(peer_text) if task.peer_count else LINES
            is_void = is_void or task.count(text) != wanted
    except subprocess.CalledProcessError as error:
        print(f"{task.name}: {error}\n{(error.stderr or '')[-500:]}", file=sys.stderr)
        is_void = True
    if is_void or not theirs:
        print(f"{task.name:10} VOID")
        return False
    (our_time, our_work), (their_time, their_work) = (
        [median(column) for column in zip(*rows)] for rows in (ours, theirs))
    ratio = their_time / our_time
    print(f"{task.name:10} {our_time:8.3f} s {size / our_time / 1e9:6.2f} GB/s"
          f" {their_time:8.3f} s {ratio:6.2f} × (at least {task.least});"
          f" processors {our_work:.3f} s, {their_work:.3f} s")
    return ratio >= task.least


def main():
    batchlua, cache = sys.argv[1:3]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    names = sys.argv[4].split(",") if len(sys.argv) > 4 else None
    print(f"{'command':10} {'batchlua':>10} {'':11} {'peer':>10} {'':3}times as fast")
    with tempfile.TemporaryDirectory(dir=cache) as scratch:
        chosen = [task for task in tasks(batchlua) if not names or task.name in names]
        good = [measure(task, cache, scratch, rounds) for task in chosen]
        good += [check(bound, cache, scratch, rounds) for bound in bounds(batchlua)
                 if not names or bound.name in names]
    sys.exit(0 if all(good) else 1)


main()
