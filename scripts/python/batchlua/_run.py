"""One run."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Iterable, Optional, Union

from ._diagnostics import BatchError, Diagnostic
from ._options import Code, Options, StrPath
from ._process import execute

if TYPE_CHECKING:
    from typing_extensions import Unpack

@dataclass(frozen=True)
class RunResult:
    """The result of a run."""

    #: Records that were read, lines that were written, records of which none was, and bad ones.
    read: int
    written: int
    dropped: int
    rejected: int
    seconds: float
    #: What was written, when there was no ``output``.
    data: bytes = b""
    #: Warnings, and the errors of records that were left out, of which the first ten are shown.
    diagnostics: tuple[Diagnostic, ...] = ()
    #: The reasons of all that was quarantined.
    rejects: tuple[BatchError, ...] = ()


def run(
    script: Union[StrPath, Code],
    inputs: Union[StrPath, Iterable[StrPath]] = (),
    *,
    output: Optional[StrPath] = None,
    rejects: Optional[StrPath] = None,
    data: Optional[bytes] = None,
    cwd: Optional[StrPath] = None,
    **options: Unpack[Options],
) -> RunResult:
    """Runs a script over batch files, and returns when the output is complete.

    ``script`` is a file or ``Code``; ``inputs`` are one path or several, read in their order; without
    any, ``data`` is the input. ``output`` gets the lines whole or not at all; without it they are
    ``result.data``. ``rejects`` gets bad records with ``on_error="quarantine"``. ``args`` are the
    values of the script's options. The other keywords are the options of ``batchlua run``.

    >>> line = b'{"custom_id": "a", "method": "POST", "url": "/v1/embeddings", "body": {"input": "x"}}\\n'
    >>> batchlua.run(batchlua.Code("body.model = 'm'"), data=line).data[-20:]
    b': "x","model":"m"}}\\n'

    Raises ``UsageError``, ``ScriptError`` or ``DataError``, by the exit code; ``ProcessDied`` when it
    was killed.

    >>> try:
    ...     batchlua.run(batchlua.Code("error('no ' .. req.custom_id)"), "requests.jsonl")
    ... except batchlua.DataError as error:
    ...     error.message, str(error.position), error.error.line
    ('no faq-1', 'requests.jsonl:1', 1)
    """
    paths = [inputs] if isinstance(inputs, (str, os.PathLike)) else list(inputs)
    if paths and data is not None:
        raise TypeError("data is the input when there are no inputs: give one of them")
    more: list[Union[str, bytes]] = []
    if output is not None:
        more += ["-o", os.fspath(output)]
    if rejects is not None:
        more += ["--rejects", os.fspath(rejects)]
    done = execute(script, paths, more, options, data, cwd)
    counts = {name: done.report[name] for name in ("read", "written", "dropped", "rejected")}
    return RunResult(
        **counts,
        seconds=done.report["seconds"],
        data=done.output,
        diagnostics=done.diagnostics,
        rejects=_reasons(rejects, cwd),
    )


def _reasons(rejects: Optional[StrPath], cwd: Optional[StrPath]) -> tuple[BatchError, ...]:
    if rejects is None:
        return ()
    path = os.path.join(cwd or "", os.fspath(rejects)) + ".errors.jsonl"
    if not os.path.exists(path):
        return ()
    with open(path, encoding="utf-8", errors="replace") as file:
        return tuple(BatchError(**json.loads(line)) for line in file)
