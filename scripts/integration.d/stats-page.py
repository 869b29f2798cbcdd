#!/usr/bin/env python3
"""Opens the page of `batchlua stats --html` in headless Chromium, at the width of a phone and of a
desktop, light and dark, with scripts and without, and looks at what is really there.

usage: stats-page.py BATCHLUA [DIRECTORY]

Screenshots go to DIRECTORY, when it is given. Exit codes: 0 all is right; 1 something is wrong.
"""
import base64
import json
import os
import re
import struct
import subprocess
import sys
import tempfile
import zlib

HOSTILE = "</script><img src=x onerror=\"document.title='owned'\"><b>bold</b>&amp;"
LONG = "a-word-that-has-no-place-to-break-" * 8


class Browser:
    """Chromium, controlled over a pipe by JSON messages that end with a zero byte."""

    def __init__(self, folder):
        (self.input, theirs) = os.pipe()
        (mine, self.output) = os.pipe()

        def take_pipes():
            os.dup2(mine, 13)
            os.dup2(theirs, 14)
            os.dup2(13, 3)
            os.dup2(14, 4)

        self.process = subprocess.Popen(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--hide-scrollbars", "--remote-debugging-pipe", f"--user-data-dir={folder}/profile"],
            preexec_fn=take_pipes, close_fds=False, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(mine)
        os.close(theirs)
        self.number = 0
        self.rest = b""
        self.requests = []
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ["Page", "Runtime", "Network"]:
            self.call(f"{domain}.enable")

    def message(self):
        while b"\0" not in self.rest:
            more = os.read(self.input, 1 << 20)
            if not more:
                raise SystemExit("chromium has gone")
            self.rest += more
        text, self.rest = self.rest.split(b"\0", 1)
        message = json.loads(text)
        if message.get("method") == "Network.requestWillBeSent":
            self.requests.append(message["params"]["request"]["url"])
        return message

    def send(self, method, session=None, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self.output, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.message()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise SystemExit(f"{method}: {answer['error']}")
                return answer["result"]

    def call(self, method, **params):
        return self.send(method, self.session, **params)

    def open(self, path, width, scheme, scripts):
        self.requests = []
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=900,
                  deviceScaleFactor=1, mobile=width < 600)
        self.call("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.call("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.call("Page.navigate", url=f"file://{path}")
        while self.message().get("method") != "Page.loadEventFired":
            pass

    def evaluate(self, code):
        result = self.call("Runtime.evaluate", expression=code, returnByValue=True)
        if "exceptionDetails" in result:
            raise SystemExit(f"{code}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def picture(self, clip=None):
        params = {"captureBeyondViewport": True}
        if clip:
            params["clip"] = dict(clip, scale=1)
        return base64.b64decode(self.call("Page.captureScreenshot", **params)["data"])


def pixels(png):
    """The rows of a picture, each a list of (red, green, blue)."""
    at, data, header = 8, b"", None
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at:at + 8])
        body = png[at + 8:at + 8 + length]
        if kind == b"IHDR":
            header = struct.unpack(">IIBB", body[:10])
        if kind == b"IDAT":
            data += body
        at += 12 + length
    width, height, _, color = header
    size = {2: 3, 6: 4}[color]
    raw, rows, before = zlib.decompress(data), [], bytearray(width * size)
    for number in range(height):
        start = number * (width * size + 1)
        kind, row = raw[start], bytearray(raw[start + 1:start + 1 + width * size])
        for i in range(len(row)):
            left = row[i - size] if i >= size else 0
            up, corner = before[i], before[i - size] if i >= size else 0
            if kind == 1:
                row[i] = (row[i] + left) & 255
            elif kind == 2:
                row[i] = (row[i] + up) & 255
            elif kind == 3:
                row[i] = (row[i] + (left + up) // 2) & 255
            elif kind == 4:
                guess = left + up - corner
                near = min((abs(guess - left), 0, left), (abs(guess - up), 1, up),
                           (abs(guess - corner), 2, corner))
                row[i] = (row[i] + near[2]) & 255
        rows.append([tuple(row[i:i + 3]) for i in range(0, len(row), size)])
        before = row
    return rows


def inputs(folder):
    """Requests and results with hostile and long texts: half of the requests are for one model."""
    with open(f"{folder}/in.jsonl", "w") as file:
        for number in range(40):
            model = "half" if number % 2 else HOSTILE if number % 4 else LONG
            body = {"model": model, "messages": [{"role": "user", "content": "x" * (number * 37)}]}
            file.write(json.dumps({"custom_id": f"r{number}", "method": "POST",
                                   "url": "/v1/chat/completions", "body": body}) + "\n")
        for number in range(60):
            body = {"model": "half", "choices": [{"message": {"content": "x"}, "finish_reason": "stop"}],
                    "usage": {"prompt_tokens": 1000, "completion_tokens": 10}}
            if number % 3 == 0:
                body = {"error": {"code": f"code {number % 2}", "message": [HOSTILE, LONG][number % 2]}}
            status = 200 if number % 3 else 429
            file.write(json.dumps({"custom_id": f"r{number}", "error": None,
                                   "response": {"status_code": status, "body": body}}) + "\n")
    with open(f"{folder}/prices.json", "w") as file:
        json.dump({"h*": {"input": 1, "output": 2}}, file)


# Nothing is wider than the page, and no text is cut.
CUT = """
[...document.querySelectorAll('main *')].filter((e) => {
  const box = e.getBoundingClientRect();
  return box.right > innerWidth + 1 || box.left < 0 ||
    (e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflow !== 'visible');
}).map((e) => e.outerHTML.slice(0, 100))
"""

BARS = """
[...document.querySelectorAll('table.bars tr')].map((row) => {
  const box = row.querySelector('svg').getBoundingClientRect();
  const bar = row.querySelector('rect').getBoundingClientRect();
  return { title: row.closest('section').querySelector('h2').textContent,
    label: row.querySelector('th').textContent, value: row.querySelector('td').textContent,
    share: bar.width / box.width, fill: getComputedStyle(row.querySelector('svg')).fill,
    clip: { x: box.x + scrollX, y: box.y + scrollY, width: box.width, height: box.height } };
})
"""


def check(isTrue, *what):
    if not isTrue:
        raise SystemExit("stats-page: " + " ".join(map(str, what)))


def look(browser, path, width, scheme, scripts, folder):
    name = f"{width}-{scheme}{'' if scripts else '-plain'}"
    browser.open(path, width, scheme, scripts)
    if folder:
        with open(f"{folder}/stats-{name}.png", "wb") as file:
            file.write(browser.picture())
    check(browser.requests == [f"file://{path}"], name, "asks for", browser.requests)
    check(browser.evaluate("document.title") != "owned", name, "runs a text of the data")
    check(browser.evaluate("document.querySelectorAll('img, b').length") == 0, name, "has markup of data")
    text = browser.evaluate("document.body.innerText")
    for part in [HOSTILE, LONG[:100], "429", "code 1", "half"]:
        check(part in text, name, "does not show", part)
    cut = browser.evaluate(CUT)
    check(not cut, name, "cuts", cut)
    check(browser.evaluate("document.documentElement.scrollWidth") <= width, name, "is too wide")
    paper = browser.evaluate("getComputedStyle(document.body).backgroundColor")
    red = int(re.search(r"\d+", paper).group())
    check((red < 128) == (scheme == "dark"), name, "has the paper", paper)
    bars = browser.evaluate(BARS)
    check(len(bars) > 12, name, "has few bars")
    for bar in bars:
        share = re.search(r"([\d.]+) %$", bar["value"])
        if share and "Limits" not in bar["title"]:
            expected = float(share.group(1)) / 100
            check(abs(bar["share"] - max(expected, 0.005)) < 0.011, name, "has the bar", bar)
    # The pixels of a bar match its label.
    bar = next(b for b in bars if b["label"] == "half" and "model" in b["title"])
    color = tuple(int(n) for n in re.findall(r"\d+", bar["fill"])[:3])
    rows = pixels(browser.picture(bar["clip"]))
    row = rows[len(rows) // 2]
    seen = sum(pixel == color for pixel in row) / len(row)
    check(abs(seen - 0.5) < 0.03, name, "shows", seen, "of a bar of a half")
    if not scripts:
        check(browser.evaluate("document.querySelectorAll('input').length") == 0, name, "has a field")
        return
    check(browser.evaluate("""(() => {
      const field = document.querySelector('input');
      const body = [...document.querySelectorAll('table.rows')].pop().tBodies[0];
      field.value = 'code a-word-that'; field.dispatchEvent(new Event('input'));
      const shown = [...body.rows].filter((row) => !row.hidden).length;
      field.value = ''; field.dispatchEvent(new Event('input'));
      return [body.rows.length, shown].join();
    })()""") == "20,10", name, "does not search")
    check(browser.evaluate("""(() => {
      const table = [...document.querySelectorAll('table.rows')].pop();
      const button = table.tHead.querySelectorAll('button')[3];
      const codes = () => [...table.tBodies[0].rows].map((row) => row.cells[3].textContent);
      button.click(); const up = codes().join(); button.click();
      return up === [...codes()].reverse().join() && codes()[0] === 'code 1';
    })()"""), name, "does not sort")


def main():
    program = sys.argv[1]
    folder = sys.argv[2] if len(sys.argv) > 2 else None
    with tempfile.TemporaryDirectory() as place:
        inputs(place)
        subprocess.run([program, "stats", "--html", f"{place}/page.html", "--prices",
                        f"{place}/prices.json", f"{place}/in.jsonl"], check=True,
                       stdout=subprocess.DEVNULL)
        browser = Browser(place)
        try:
            for width in [375, 1280]:
                for scheme in ["light", "dark"]:
                    for scripts in [True, False]:
                        look(browser, f"{place}/page.html", width, scheme, scripts, folder)
        finally:
            browser.process.kill()
            browser.process.wait()
    print("the page is as it says", file=sys.stderr)


main()
