"""Errors and warnings of the program, as values."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Optional


@dataclass(frozen=True)
class Position:
    """A line of a file, counted from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class BatchError:
    """An error of an input file, with the members that services give it, and its file.

    >>> batchlua.BatchError("invalid_json_line", "no JSON", None, 3, "in.jsonl").line
    3
    """

    code: Optional[str]
    message: Optional[str]
    param: Optional[str] = None
    line: Optional[int] = None
    file: Optional[str] = None
    custom_id: Optional[str] = None


@dataclass(frozen=True)
class Diagnostic:
    """An error or a warning of a run, with its positions in the script and in the input."""

    level: str
    message: str
    code: Optional[str] = None
    param: Optional[str] = None
    script: Optional[Position] = None
    input: Optional[Position] = None
    custom_id: Optional[str] = None

    @property
    def error(self) -> BatchError:
        """The diagnostic in the form of services."""
        file, line = (self.input.file, self.input.line) if self.input else (None, None)
        return BatchError(self.code, self.message, self.param, line, file, self.custom_id)

    def __str__(self) -> str:
        places = [str(place) for place in (self.script, self.input) if place]
        return ": ".join([*places, self.message])


def parsed(text: str) -> tuple[Diagnostic, ...]:
    """The diagnostics in a run's standard error, which may also contain printed text."""
    found = []
    for line in text.split("\n"):
        try:
            members = json.loads(line) if line.startswith("{") else None
        except ValueError:
            continue
        if isinstance(members, dict) and "code" in members and "script" in members:
            found.append(diagnostic(members))
    return tuple(found)


def diagnostic(members: dict[str, Any]) -> Diagnostic:
    """A diagnostic from a JSON object of the program."""
    code, script, file, line = (members.get(key) for key in ("code", "script", "file", "line"))
    return Diagnostic(
        code if code in _LEVELS else "error",
        members["message"],
        None if code in _LEVELS else code,
        members.get("param"),
        Position(script["name"], script["line"]) if script else None,
        Position(file, line) if file is not None and line is not None else None,
        members.get("custom_id"),
    )


_LEVELS = ("warning", "info")
