#!/usr/bin/env python3
"""Compares what `batchlua validate` finds with what AIBrix says of the same files: planted faults of
all kinds, and files that are right.

usage: validate-aibrix.py BATCHLUA

What AIBrix refuses, validate must find, in the same line where AIBrix names one; what it takes,
validate must take, but for the faults of `STRICTER`, which other services refuse. Needs the module
aibrix. Exit codes: 0 they agree; 1 they do not.
"""
import asyncio
import json
import logging
import os
import re
import subprocess
import sys
import tempfile

from aibrix.batch.storage.input_validation import validate_batch_input_file  # noqa: E402

logging.disable(logging.CRITICAL)

CHAT = "/v1/chat/completions"
BODIES = {
    CHAT: {"model": "m", "messages": [{"role": "user", "content": "Hi"}]},
    "/v1/completions": {"model": "m", "prompt": "Once"},
    "/v1/embeddings": {"model": "m", "input": ["a", "b"]},
}
# Other services refuse them, AIBrix takes them.
STRICTER = {"method PUT", "method lower", "id twice", "id empty", "stream", "other model",
            "no role", "content number", "tokens text", "key twice", "half a pair"}


def request(number=1, to=CHAT, **changes):
    value = {"custom_id": f"r{number}", "method": "POST", "url": to, "body": dict(BODIES[to])}
    value.update(changes)
    return {key: member for key, member in value.items() if member != "gone"}


def body(to=CHAT, **changes):
    value = dict(BODIES[to], **changes)
    return request(2, to, body={key: member for key, member in value.items() if member != "gone"})


def faults():
    """Name, URL and line of each fault, which is put between two valid lines."""
    for url in BODIES:
        yield "good", url, request(2, url)
        for key in ["custom_id", "method", "url", "body"]:
            yield f"no {key}", url, request(2, url, **{key: "gone"})
            yield f"{key} null", url, request(2, url, **{key: None})
            yield f"{key} number", url, request(2, url, **{key: 7})
        for key in BODIES[url]:
            yield f"no body.{key}", url, body(url, **{key: "gone"})
        yield "body list", url, request(2, url, body=[])
        yield "body text", url, request(2, url, body="x")
        yield "other url", url, dict(request(2, url), url="/v1/responses")
        yield "unknown url", url, dict(request(2, url), url="/v1/none")
        yield "method odd", url, request(2, url, method="SEND")
        yield "method PUT", url, request(2, url, method="PUT")
        yield "method lower", url, request(2, url, method="post")
        for text in ["{", "nope", '{"custom_id": "a",}', "[1, 2]", "7", "null", '"text"',
                     json.dumps(request(2, url)) + "x", "\x00", "{'custom_id': 'a'}"]:
            yield f"line {text[:12]!r}", url, text
        yield "blank", url, ""
        yield "blanks", url, "   "
        yield "id twice", url, request(1, url)
        yield "id empty", url, request(2, url, custom_id="")
        yield "stream", url, body(url, stream=True)
        yield "other model", url, body(url, model="n")
        yield "more members", url, dict(body(url, of_tomorrow=[1]), more=True)
        yield "key twice", url, json.dumps(request(2, url))[:-2] + ', "model": "m"}}'
        yield "half a pair", url, json.dumps(body(url, user="\ud83d"))
    yield "messages object", CHAT, body(messages={})
    yield "messages text", CHAT, body(messages="Hi")
    yield "no role", CHAT, body(messages=[{"content": "Hi"}])
    yield "content number", CHAT, body(messages=[{"role": "user", "content": 7}])
    yield "tokens text", CHAT, body(max_tokens="9")
    yield "prompt number", "/v1/completions", body("/v1/completions", prompt=7)
    yield "prompt list", "/v1/completions", body("/v1/completions", prompt=["a"])
    yield "input object", "/v1/embeddings", body("/v1/embeddings", input={})
    yield "input text", "/v1/embeddings", body("/v1/embeddings", input="a")


class Storage:
    """A file in the form that AIBrix reads."""

    def __init__(self, text):
        self.text = text

    async def readline_iter(self, _):
        for line in self.text.split("\n"):
            yield line


def say(line):
    return line if isinstance(line, str) else json.dumps(line)


def compare(program, name, url, text, folder):
    """The error, or None."""
    path = os.path.join(folder, "in.jsonl")
    with open(path, "w", encoding="utf-8", errors="surrogatepass") as file:
        file.write(text)
    _, error = asyncio.run(validate_batch_input_file(Storage(text), "in.jsonl", url))
    done = subprocess.run([program, "validate", "--format", "json", path], capture_output=True)
    report = json.loads(done.stdout)
    problems = [finding for finding in report["data"] if finding["level"] == "error"]
    if (done.returncode == 1) != bool(problems):
        return f"{name} {url}: exit code {done.returncode} with {len(problems)} problems"
    if error is None:
        if problems and name not in STRICTER:
            return f"{name} {url}: AIBrix takes it, validate finds {problems[0]}"
        return None
    line = re.match(r"Line (\d+)", error)
    found = [finding["line"] for finding in problems]
    if not problems or line and int(line.group(1)) not in found:
        return f"{name} {url}: AIBrix says {error}; validate finds {problems}"
    return None


def main():
    program, wrong, count = os.path.abspath(sys.argv[1]), [], 0
    with tempfile.TemporaryDirectory() as folder:
        for name, url, line in faults():
            text = "\n".join(map(say, [request(1, url), line, request(3, url)])) + "\n"
            wrong.append(compare(program, name, url, text, folder))
            count += 1
        many = "\n".join(say(request(n)) for n in range(50_001)) + "\n"
        for name, text in [("empty", ""), ("only blanks", "\n  \n"), ("too many", many)]:
            wrong.append(compare(program, name, CHAT, text, folder))
            count += 1
    wrong = [text for text in wrong if text]
    print(*wrong, f"{count} files, {len(wrong)} differences", sep="\n", file=sys.stderr)
    sys.exit(1 if wrong else 0)


main()
