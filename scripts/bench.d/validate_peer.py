"""The peer of validate: Python with orjson, which checks the declared members of chat requests."""

import sys

import orjson

NUMBER, NONE = (int, float), type(None)
BODY = {
    "model": str, "messages": list, "max_completion_tokens": (int, NONE), "max_tokens": (int, NONE),
    "temperature": (*NUMBER, NONE), "top_p": (*NUMBER, NONE), "n": (int, NONE),
    "stop": (str, list, NONE), "seed": (int, NONE), "presence_penalty": (*NUMBER, NONE),
    "frequency_penalty": (*NUMBER, NONE), "logit_bias": (dict, NONE), "logprobs": (bool, NONE),
    "top_logprobs": (int, NONE), "response_format": (dict, NONE), "tools": (list, NONE),
    "tool_choice": (str, dict, NONE), "parallel_tool_calls": (bool, NONE),
    "reasoning_effort": (str, NONE), "verbosity": (str, NONE), "modalities": (list, NONE),
    "audio": (dict, NONE), "prediction": (dict, NONE), "store": (bool, NONE),
    "metadata": (dict, NONE), "service_tier": (str, NONE), "user": (str, NONE),
    "stream": (bool, NONE), "functions": (list, NONE), "function_call": (str, dict, NONE),
}  # fmt: skip
MESSAGE = {
    "role": str, "content": (str, list, NONE), "name": (str, NONE), "tool_calls": (list, NONE),
    "tool_call_id": (str, NONE), "refusal": (str, NONE), "audio": (dict, NONE),
}  # fmt: skip
PART = {"type": str, "text": (str, NONE), "image_url": (dict, NONE), "input_audio": (dict, NONE),
        "file": (dict, NONE), "refusal": (str, NONE)}  # fmt: skip


def misfits(value, fields, required):
    """The number of members that are missing or of a wrong type."""
    if not isinstance(value, dict):
        return 1
    count = sum(name not in value for name in required)
    for name, member in value.items():
        types = fields.get(name)
        if types and not isinstance(member, types):
            count += 1
    return count


ids, models, urls, problems, requests = {}, set(), set(), [], 0
with open(sys.argv[1], "rb") as lines:
    for number, line in enumerate(lines, 1):
        try:
            request = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            problems.append((number, str(error)))
            continue
        requests += 1
        if not isinstance(request, dict):
            problems.append((number, "no object"))
            continue
        id, url, body = request.get("custom_id"), request.get("url"), request.get("body")
        if not isinstance(id, str) or not id:
            problems.append((number, "custom_id"))
        elif ids.setdefault(id, number) != number:
            problems.append((number, f"custom_id {id} was used at {ids[id]}"))
        if request.get("method") != "POST":
            problems.append((number, "method"))
        if not isinstance(url, str):
            problems.append((number, "url"))
        urls.add(url)
        count = misfits(body, BODY, ["model", "messages"])
        if isinstance(body, dict):
            models.add(body.get("model"))
            if body.get("stream") or body.get("metadata") and not body.get("store"):
                count += 1
            messages = body.get("messages")
            for message in messages if isinstance(messages, list) else []:
                count += misfits(message, MESSAGE, ["role"])
                content = message.get("content") if isinstance(message, dict) else None
                for part in content if isinstance(content, list) else []:
                    count += misfits(part, PART, ["type"])
        if count:
            problems.append((number, f"{count} members"))
print(f"{requests} requests, {len(problems)} problems, {len(models)} models, {len(urls)} urls")
