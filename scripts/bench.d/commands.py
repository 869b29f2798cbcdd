"""Measures the commands beside run, each with another way of doing the same, in alternating rounds.

usage: commands.py BATCHLUA CACHE [ROUNDS] [TASK,TASK…]

A task whose program gives another count than its peer is void. Exit code 1 when one is, or when the
ratio to the peer is below the task's.
"""

import json
import os
import random
import re
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
    """The number that an output has behind the match of a pattern."""
    return lambda text: int(re.search(pattern, text).group(1).replace(",", ""))


class Task:
    """`least` is how many times as fast as its peer the program must be."""

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


def once(command, path, scratch):
    """Seconds, and what the program has said."""
    out = os.path.join(scratch, "parts")
    shutil.rmtree(out, ignore_errors=True)
    os.mkdir(out)
    command = [part.replace("IN", path, 1) if part == "IN" else part.replace("OUT", out, 1)
               for part in command]
    start = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return time.monotonic() - start, done.stdout + done.stderr


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
    ratio = median(theirs) / median(ours)
    print(f"{task.name:10} {median(ours):8.3f} s {size / median(ours) / 1e9:6.2f} GB/s"
          f" {median(theirs):8.3f} s {ratio:6.2f} × (at least {task.least})")
    return ratio >= task.least


def main():
    batchlua, cache = sys.argv[1:3]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    names = sys.argv[4].split(",") if len(sys.argv) > 4 else None
    print(f"{'command':10} {'batchlua':>10} {'':11} {'peer':>10} {'':3}times as fast")
    with tempfile.TemporaryDirectory(dir=cache) as scratch:
        chosen = [task for task in tasks(batchlua) if not names or task.name in names]
        good = [measure(task, cache, scratch, rounds) for task in chosen]
    sys.exit(0 if all(good) else 1)


main()
