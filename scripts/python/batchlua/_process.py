"""Running a process of the program, and reading its report."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from typing import Any, Optional, Union

from ._binary import find_binary
from ._diagnostics import Diagnostic, diagnostic, parsed
from ._errors import BY_EXIT_CODE, BatchLuaError, ProcessDied
from ._options import Code, Options, StrPath, arguments


@dataclass(frozen=True)
class Done:
    """The output and messages of a run that succeeded."""

    output: bytes
    diagnostics: tuple[Diagnostic, ...]
    report: dict[str, Any]


def execute(
    script: Union[StrPath, Code],
    inputs: list[StrPath],
    more: list[Union[str, bytes]],
    options: Options,
    data: Optional[bytes] = None,
    cwd: Optional[StrPath] = None,
) -> Done:
    """Runs the program with arguments. Raises a ``BatchLuaError``."""
    words: list[Union[str, bytes]] = [find_binary(), "run", "--rejected-exit", "0"]
    words += ["--diagnostics", "json", *arguments(options), *more]
    words += ["-e", script.encode(), "--"] if isinstance(script, Code) else ["--", os.fspath(script)]
    words += [os.fspath(path) for path in inputs]
    with tempfile.TemporaryDirectory(prefix="batchlua-") as folder:
        report = os.path.join(folder, "report.json")
        words[2:2] = ["--report", report]
        done = subprocess.run(
            words, input=data or b"", stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=cwd
        )
        said = done.stderr.decode("utf-8", "replace")
        made = _report(report)
    if done.returncode != 0:
        raise _error(done.returncode, said, made.get("error"))
    return Done(done.stdout, parsed(said), made)


def _report(path: str) -> dict[str, Any]:
    try:
        with open(path, encoding="utf-8") as file:
            made: dict[str, Any] = json.load(file)
            return made
    except FileNotFoundError:  # it failed before the run began
        return {}


def _error(code: int, said: str, reported: Optional[dict[str, Any]]) -> BatchLuaError:
    kind = BY_EXIT_CODE.get(code, ProcessDied)
    if reported:
        return kind(diagnostic(reported), code, said)
    errors = [each for each in parsed(said) if each.level == "error"]
    if errors:
        return kind(errors[-1], code, said)
    if said.startswith("error: "):
        return kind(Diagnostic("error", said.split("\n")[0][7:]), code, said)
    how = f"was ended by signal {-code}" if code < 0 else f"ended with {code}"
    return kind(Diagnostic("error", f"batchlua {how}"), code, said)
