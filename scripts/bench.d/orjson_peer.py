"""The peer for Python: orjson. orjson_peer.py TASK FILE"""

import sys

import orjson


def swap(rec):
    body = rec["body"]
    body["model"] = "gpt-5-mini"
    body.setdefault("metadata", {})["job"] = "nightly"
    return rec


def rewrite(change, lines, write):
    loads, dumps, newline = orjson.loads, orjson.dumps, orjson.OPT_APPEND_NEWLINE
    for line in lines:
        rec = change(loads(line))
        if rec is not None:
            write(dumps(rec, option=newline))


def tokens(line):
    out = orjson.loads(line)
    response = out["response"]
    if out["error"] is None and response and 200 <= response["status_code"] < 300:
        return response["body"]["usage"]["total_tokens"]
    return 0


task, path = sys.argv[1:]
with open(path, "rb") as lines:
    if task == "sum":
        print(sum(map(tokens, lines)))
    else:
        changes = {
            "swap": swap,
            "filter": lambda rec: rec if rec["custom_id"].endswith("7") else None,
            "identity": lambda rec: rec,
        }
        rewrite(changes[task], lines, sys.stdout.buffer.write)
