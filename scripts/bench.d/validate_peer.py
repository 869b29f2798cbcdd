"""The peer of validate: Python with orjson, which looks at what matters most."""

import sys

import orjson

ids, problems, requests = set(), 0, 0
with open(sys.argv[1], "rb") as lines:
    for number, line in enumerate(lines, 1):
        try:
            request = orjson.loads(line)
        except orjson.JSONDecodeError:
            problems += 1
            continue
        requests += 1
        id, body = request.get("custom_id"), request.get("body")
        if not isinstance(id, str) or not id or id in ids:
            problems += 1
        ids.add(id)
        if request.get("method") != "POST" or not isinstance(request.get("url"), str):
            problems += 1
        if not isinstance(body, dict) or not isinstance(body.get("model"), str):
            problems += 1
            continue
        messages = body.get("messages")
        if not isinstance(messages, list) or body.get("stream"):
            problems += 1
            continue
        for message in messages:
            if not isinstance(message, dict) or not isinstance(message.get("role"), str):
                problems += 1
            elif not isinstance(message.get("content"), (str, list, type(None))):
                problems += 1
print(f"{requests} requests, {problems} problems")
