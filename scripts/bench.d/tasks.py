"""The tasks to measure, their commands, and the expected results.

Run by itself: `tasks.py` prints the names of the tasks, `tasks.py TASK…` those of their inputs.
"""

import copy
import os
import sys
from dataclasses import dataclass, field

HERE = os.path.dirname(os.path.abspath(__file__))

JQ = {
    "swap": ['.body.model = "gpt-5-mini" | .body.metadata.job = "nightly"'],
    "filter": ['select(.custom_id | endswith("7"))'],
    "identity": ["."],
    "sum": [
        "-n",
        "reduce (inputs | select(.error == null) | .response"
        " | select(. != null and .status_code >= 200 and .status_code < 300)) as $r"
        " (0; . + $r.body.usage.total_tokens)",
    ],
}


@dataclass
class Run:
    """One row of the table: a program doing a task on an input."""

    task: str
    input: str
    program: str
    label: str
    job: str = ""  # what it does with each record, where that is not the task's name
    options: list[str] = field(default_factory=list)
    cores: str = "all"
    to_file: bool = False

    def __post_init__(self):
        self.job = self.job or self.task

    def command(self, programs, path, out):
        """The words of the command; standard output goes to `out` as well."""
        if self.program == "batchlua":
            script = os.path.join(HERE, "lua", self.job + ".lua")
            options = self.options + (["-o", out] if self.to_file else [])
            return [programs["batchlua"], "run", *options, script, path]
        if self.program == "rust":
            return [programs["rust"], *self.options, self.job, path]
        if self.program == "orjson":
            return [sys.executable, os.path.join(HERE, "orjson_peer.py"), self.job, path]
        if self.program == "lua-cjson":
            return ["lua5.4", os.path.join(HERE, "lua", "cjson.lua"), self.job, path]
        if self.program == "cat":
            return ["cat", path]
        return [self.program, "-c", *JQ[self.job], path]


def each(task, inputs, programs, **more):
    return [Run(task, i, p, p, **more) for i in inputs for p in programs]


def threaded(task, inputs):
    """Typed Rust on all cores, as batchlua is by itself."""
    threads = ["--threads", str(len(os.sched_getaffinity(0)))]
    return [Run(task, i, "rust", "rust, all cores", options=threads) for i in inputs]


SWAPPED = ["chat2k", "chat450", "embed", "image200k"]
TASKS = {
    "swap": each("swap", SWAPPED, ["batchlua", "rust", "orjson", "lua-cjson", "gojq", "jq"])
    + threaded("swap", SWAPPED),
    "filter": each("filter", ["chat2k"], ["batchlua", "rust", "orjson", "jq"])
    + threaded("filter", ["chat2k"]),
    "identity": each(
        "identity", ["chat2k"], ["batchlua", "cat", "rust", "orjson", "gojq", "jq"]
    )
    + threaded("identity", ["chat2k"]),
    "rebuild": each("rebuild", ["chat2k"], ["batchlua", "lua-cjson"]),
    "fanout": each("fanout", ["chat2k"], ["batchlua", "rust"])
    + threaded("fanout", ["chat2k"]),
    "sum": each("sum", ["results2k"], ["batchlua", "rust", "orjson", "jq"])
    + threaded("sum", ["results2k"]),
    "tofile": [
        Run("tofile", "chat2k", "batchlua", "batchlua -o", job="swap", to_file=True),
        Run("tofile", "chat2k", "cat", "cat", job="identity", to_file=True),
    ],
    "startup": each(
        "startup",
        ["one"],
        ["batchlua", "rust", "orjson", "lua-cjson", "gojq", "jq"],
        job="swap",
    ),
    "jobs": [
        Run(
            "jobs", "chat450", "batchlua", "batchlua --jobs 1, one core",
            job="swap", options=["--jobs", "1"], cores="0",
        ),
        Run(
            "jobs", "chat450", "batchlua", "batchlua --jobs 2",
            job="swap", options=["--jobs", "2"],
        ),
    ],
    "growth": each(
        "growth", ["chat2k", "chat2k-x10"], ["batchlua", "cat", "rust"], job="swap"
    ),
}  # fmt: skip
for run in TASKS["growth"]:
    if run.program == "cat":
        run.job = "identity"


def _swap(rec):
    rec["body"]["model"] = "gpt-5-mini"
    rec["body"].setdefault("metadata", {})["job"] = "nightly"
    return [rec]


def _rebuild(rec):
    rec["body"]["model"] = "gpt-5-mini"
    return [rec]


def _fanout(rec):
    copies = [rec, copy.deepcopy(rec)]
    for one, suffix, model in zip(copies, ["-a", "-b"], ["gpt-5-mini", "gpt-5-nano"]):
        one["custom_id"] += suffix
        one["body"]["model"] = model
    return copies


def _tokens(rec):
    response = rec["response"]
    return [response["body"]["usage"]["total_tokens"]] if response else []


JOBS = {
    "swap": _swap,
    "filter": lambda rec: [rec] if rec["custom_id"].endswith("7") else [],
    "identity": lambda rec: [rec],
    "rebuild": _rebuild,
    "fanout": _fanout,
    "sum": _tokens,
}


def expected(job, records):
    """The expected results of the job for the records."""
    results = [result for rec in copy.deepcopy(records) for result in JOBS[job](rec)]
    return [sum(results)] if job == "sum" else results


if __name__ == "__main__":
    asked = [run.input for task in sys.argv[1:] for run in TASKS[task]]
    print(*dict.fromkeys(asked or TASKS))
