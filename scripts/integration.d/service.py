"""All steps of scripts/python/SERVICE.md with a third-party server: it accepts the output of a
script, and a script reads its results."""

import csv
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import batchlua

PYTHON = Path(__file__).parents[1] / "python"
PROMPTS = 40


def main(work: Path) -> None:
    folder = work / "page"
    folder.mkdir()
    shutil.copy(PYTHON / "send.py", folder)
    prompts = "".join(f"Prompt {n} – “ü”\n" for n in range(PROMPTS))
    (folder / "prompts.txt").write_text(prompts)
    with Server(work) as address:
        run_page(folder, address)
    compare(folder / "requests.jsonl", folder / "results.jsonl")
    # The server gives no answers, so all requests must be sent again.
    assert ids(folder / "again.jsonl") == ids(folder / "requests.jsonl")
    assert (folder / "answers.csv").read_text().count("no_answer") == PROMPTS
    answer_most(folder)
    print(f"service: {PROMPTS} requests went to the server and came back", flush=True)


def run_page(folder: Path, address: str) -> None:
    """Files are named in their first line; commands come in their order."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {
        **os.environ, "PATH": path, "OPENAI_BASE_URL": address, "OPENAI_API_KEY": "none"
    }
    blocks = re.findall(r"^```(\w+)\n(.*?)^```$", (PYTHON / "SERVICE.md").read_text(), re.M | re.S)
    for language, text in blocks:
        if language == "lua":
            (folder / text.split("\n", 1)[0].removeprefix("-- ")).write_text(text)
        else:
            subprocess.run(["sh", "-exc", text], cwd=folder, env=environment, check=True)


def compare(requests: Path, results: Path) -> None:
    """The server responds with the body of the request, which is no answer."""
    asked = {line["custom_id"]: line["body"] for line in lines(requests)}
    answered = {line["custom_id"]: line["response"]["body"] for line in lines(results)}
    assert answered == asked and len(asked) == PROMPTS
    echoes = batchlua.run(batchlua.Code("req:failure() == 'no_answer'"), results)
    assert (echoes.read, echoes.written) == (PROMPTS, PROMPTS), echoes


def answer_most(folder: Path) -> None:
    """The remaining steps, as if all but every tenth had been answered, and the last was lost."""
    answer = batchlua.Code(
        """
        if req.custom_id == "prompt-040" then return false end
        if req.custom_id:find("0$") then return end
        local body, text = req.response.body, req.response.body.messages[1].content
        body.choices = { { finish_reason = "stop",
          message = { role = "assistant", content = "Answer to " .. text } } }
        """
    )
    batchlua.run(answer, folder / "results.jsonl", output=folder / "answered.jsonl")
    for command, output in [("retry", "again.jsonl"), ("join", "answers.csv")]:
        words = [command, "requests.jsonl", "--results", "answered.jsonl", "-o", output]
        subprocess.run([batchlua.find_binary(), *words], cwd=folder, check=True)
    assert ids(folder / "again.jsonl") == [f"prompt-{n:03}" for n in range(10, PROMPTS + 1, 10)]
    with (folder / "answers.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["custom_id"] for row in rows] == ids(folder / "requests.jsonl")
    answers = [row["answer"] for row in rows if row["answer"]]
    assert len(answers) == PROMPTS * 9 // 10 and answers[0] == "Answer to Prompt 0 – “ü”"


def ids(path: Path) -> "list[str]":
    return [line["custom_id"] for line in lines(path)]


def lines(path: Path) -> "list[dict]":
    return [json.loads(line) for line in path.read_text().splitlines()]


class Server:
    """AIBrix's, on a free port of the loopback address, with its files below a folder."""

    def __init__(self, work: Path) -> None:
        self.work = work / "server"
        self.work.mkdir()

    def __enter__(self) -> str:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        program = Path(sys.executable).parent / "aibrix_metadata"
        self.log = (self.work / "log").open("wb")
        self.process = subprocess.Popen(
            [program, "--host", "127.0.0.1", "--port", str(port), "--dry-run"],
            cwd=self.work, stdout=self.log, stderr=self.log,
        )
        address = f"http://127.0.0.1:{port}/v1"
        end = time.monotonic() + 120
        while True:
            assert self.process.poll() is None, (self.work / "log").read_text()[-2000:]
            assert time.monotonic() < end, "the server does not answer after 120 s"
            try:
                urllib.request.urlopen(f"{address}/files", timeout=5).read()
                return address
            except OSError:
                time.sleep(0.2)

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(20)
        self.log.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
