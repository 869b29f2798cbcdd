"""Writes the benchmark's inputs, the same bytes each time: inputs.py DIRECTORY SCALE NAME…

SCALE divides the sizes (1 or 10). An input that is there is left alone,
unless this program is newer.
"""

import base64
import json
import os
import random
import sys

MB = 1_000_000

# Text as models get it: markup, quotes, line breaks, code, several scripts.
PHRASES = [
    "The committee met on Tuesday to review the proposal and asked for a second estimate.",
    "Customers who returned the item said that the zipper had failed within a week.",
    "Please answer in two sentences, and name the source of each claim.",
    'She said, "we never agreed to that", and left the room before the vote.',
    "Revenue rose 4.2% to €18.3 million, while costs stayed where they were.",
    "## Summary\n\n- the pump was replaced\n- the valve was not\n\n",
    "Der Zug nach München fährt um 14:05 Uhr von Gleis 7 ab.",
    "El envío llegó dañado; adjunto fotos de la caja y del recibo.",
    "今日の会議は午後三時に始まります。資料は事前に配布されます。",
    'if (value == "none") {\n\treturn path.join("C:\\\\data", name);\n}\n',
    "Note that the second derivative vanishes at the boundary, so the usual bound applies.",
    "Thanks for your patience — we'll get back to you by Friday 🙂.",
    "The following table lists the parameters of the model in the order of their effect.",
    "Classify the review below as positive, negative or mixed.",
    "Extract every date, amount and person, and return them as JSON.",
    "It was raining when we arrived, and nobody had thought of bringing the keys.",
    "Version 2.11 fixes the crash on start-up that some users saw on older kernels.",
    "Les résultats sont présentés dans l'annexe B, à la page 47.",
    "A good answer weighs both sides before it decides.",
    "See https://example.org/papers/1234?lang=en&format=pdf for the full text.\n",
]
SYSTEM = [
    "You are a careful assistant. Answer briefly and in the language of the question.",
    'You label product reviews. Reply with one of "positive", "negative", "mixed".',
    "You are an expert in contract law.\nQuote the clause that you rely on.",
    "Extract the fields that the schema names; use null for what the text does not say.",
]
MODELS = ["gpt-4o-mini", "gpt-4.1-mini", "gpt-4o-2024-08-06"]


class Text:
    """Random text of about a given length, as the inside of a JSON string."""

    def __init__(self, rng, ascii_only):
        self.rng = rng
        # Escaped once: a line is then joined, not encoded.
        self.phrases = [json.dumps(p, ensure_ascii=ascii_only)[1:-1] for p in PHRASES]
        self.mean = sum(len(p.encode()) + 1 for p in self.phrases) / len(self.phrases)

    def __call__(self, size):
        count = max(1, round(size / self.mean))
        return " ".join(self.rng.choices(self.phrases, k=count))


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


def parameters(rng):
    """The keys after the messages: not every client sends the same ones."""
    parts = [f'"temperature":{rng.choice(("0", "0.2", "0.7", "1.0"))}']
    parts.append(f'"max_tokens":{rng.choice((64, 256, 512, 1024))}')
    if rng.random() < 0.5:
        parts.append('"response_format":{"type":"json_object"}')
    if rng.random() < 0.3:
        parts.append(f'"top_p":0.95,"seed":{rng.randrange(100000)}')
    if rng.random() < 0.2:
        parts.append('"stop":["\\n\\n","END"],"user":null')
    return ",".join(parts)


def chat2k(rng):
    text = Text(rng, ascii_only=False)
    system = [quoted(s) for s in SYSTEM]
    number = 0
    while True:
        yield (
            f'{{"custom_id":"doc-{number:07}","method":"POST","url":"/v1/chat/completions",'
            f'"body":{{"model":"{rng.choice(MODELS)}","messages":['
            f'{{"role":"system","content":{rng.choice(system)}}},'
            f'{{"role":"user","content":"{text(1600 + rng.randrange(140))}"}}],'
            f"{parameters(rng)}}}}}\n"
        )
        number += 1


def chat450(rng):
    """As Python's json.dumps writes by default: with spaces, and ASCII only."""
    text = Text(rng, ascii_only=True)
    number = 0
    while True:
        yield (
            f'{{"custom_id": "request-{number}", "method": "POST", '
            f'"url": "/v1/chat/completions", "body": {{"model": "gpt-4o-mini", "messages": ['
            f'{{"role": "system", "content": "You are a helpful assistant."}}, '
            f'{{"role": "user", "content": "{text(165 + rng.randrange(60))}"}}], '
            f'"temperature": {rng.choice(("0.0", "0.7"))}, "max_tokens": 256}}}}\n'
        )
        number += 1


def embed(rng):
    text = Text(rng, ascii_only=False)
    number = 0
    while True:
        strings = ",".join(f'"{text(160)}"' for _ in range(16))
        yield (
            f'{{"custom_id":"emb-{number:07}","method":"POST","url":"/v1/embeddings",'
            f'"body":{{"model":"text-embedding-3-small","input":[{strings}],'
            f'"encoding_format":"float","dimensions":512}}}}\n'
        )
        number += 1


def image200k(rng):
    text = Text(rng, ascii_only=False)
    number = 0
    while True:
        image = base64.b64encode(rng.randbytes(149_400)).decode()
        yield (
            f'{{"custom_id":"img-{number:07}","method":"POST","url":"/v1/chat/completions",'
            f'"body":{{"model":"gpt-4o","messages":[{{"role":"user","content":['
            f'{{"type":"text","text":"{text(300)}"}},'
            f'{{"type":"image_url","image_url":{{"url":"data:image/png;base64,{image}",'
            f'"detail":"low"}}}}]}}],"max_tokens":300}}}}\n'
        )
        number += 1


def results2k(rng):
    """Output lines; one in a hundred of them failed."""
    text = Text(rng, ascii_only=False)
    number = 0
    while True:
        head = f'{{"id":"batch_req_{rng.getrandbits(96):024x}","custom_id":"doc-{number:07}",'
        if rng.random() < 0.01:
            yield (
                f'{head}"response":null,"error":{{"code":"batch_expired",'
                f'"message":"This request could not be executed before the batch expired."}}}}\n'
            )
        else:
            prompt, completion = rng.randrange(200, 900), rng.randrange(20, 500)
            yield (
                f'{head}"response":{{"status_code":200,"request_id":"{rng.getrandbits(128):032x}",'
                f'"body":{{"id":"chatcmpl-{rng.getrandbits(112):028x}","object":"chat.completion",'
                f'"created":{1750000000 + number},"model":"gpt-4o-mini-2024-07-18","choices":['
                f'{{"index":0,"message":{{"role":"assistant","content":"{text(1300)}",'
                f'"refusal":null}},"logprobs":null,"finish_reason":"stop"}}],'
                f'"usage":{{"prompt_tokens":{prompt},"completion_tokens":{completion},'
                f'"total_tokens":{prompt + completion},'
                f'"prompt_tokens_details":{{"cached_tokens":0}}}},'
                f'"system_fingerprint":"fp_{rng.getrandbits(40):010x}"}}}},"error":null}}\n'
            )
        number += 1


INPUTS = {
    "chat2k": (chat2k, 150 * MB),
    "chat450": (chat450, 20 * MB),
    "embed": (embed, 100 * MB),
    "image200k": (image200k, 150 * MB),
    "results2k": (results2k, 100 * MB),
    "one": (chat2k, 1),
    "chat2k-x10": (chat2k, 1500 * MB),
}


def write(path, lines, size):
    """Writes lines until there are `size` bytes; under its own name only when complete."""
    part = path + ".part"
    written = 0
    with open(part, "wb", buffering=1 << 20) as out:
        for line in lines:
            written += out.write(line.encode())
            if written >= size:
                break
    os.replace(part, path)


def is_current(path):
    """Is there such a file, written by this program as it is now?"""
    return os.path.exists(path) and os.path.getmtime(path) >= os.path.getmtime(__file__)


def main():
    directory, scale, names = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    for name in names:
        path = os.path.join(directory, name + ".jsonl")
        if not is_current(path):
            print(f"bench: writing {path}", file=sys.stderr)
            generate, size = INPUTS[name]
            write(path, generate(random.Random(20240607)), size // scale)


if __name__ == "__main__":
    main()
