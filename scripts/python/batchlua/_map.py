"""One run for each path, on this machine or on many."""

from __future__ import annotations

import os
import shutil
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Iterable, Literal, Optional, Union

from ._engines import RayModule, SparkLike, engine_of
from ._errors import BatchLuaError
from ._options import Code, Options, StrPath, arguments
from ._task import Outcome, Task

if TYPE_CHECKING:
    from typing_extensions import Unpack

#: ``"local"``, a ``SparkSession``, or the module ``ray``.
Engine = Union[Literal["local"], SparkLike, RayModule]


@dataclass(frozen=True)
class PathResult:
    """A row of the table: the result for a path."""

    path: str
    #: None when there is an error, or nothing was rejected.
    output: Optional[str]
    rejects: Optional[str]
    read: int = 0
    written: int = 0
    rejected: int = 0
    error: Optional[BatchLuaError] = None


class MapError(BatchLuaError):
    """Some paths failed, so nothing was written. The message is the first; ``results`` has all."""

    def __init__(self, results: list[PathResult]) -> None:
        failed = [row for row in results if row.error]
        first = failed[0].error
        assert first is not None
        super().__init__(first.diagnostic, first.exit_code, first.stderr)
        self.args = (results,)
        self.results = results
        self._others = len(failed) - 1

    def __str__(self) -> str:
        others = f" ({self._others} more of the paths failed)" if self._others else ""
        return super().__str__() + others


def map_paths(
    paths: Iterable[StrPath],
    script: Union[StrPath, Code],
    out_dir: StrPath,
    *,
    engine: Engine = "local",
    workers: Optional[int] = None,
    raise_errors: bool = True,
    **options: Unpack[Options],
) -> list[PathResult]:
    """Runs a script over each path by itself: ``in/a.jsonl`` becomes ``out_dir/a.jsonl``.

    Paths go to the workers, not rows; the paths, the script and ``out_dir`` have to be the same files
    for all of them, and this package installed. With ``on_error="quarantine"`` bad records go to
    ``out_dir/a.rejects.jsonl``. ``batch.current.shard`` is the number of the path, from 1. ``workers``
    bounds how many run at a time with ``"local"``.

    All outputs are placed together when all runs are done, or none when one fails: a worker that dies
    or runs twice leaves nothing. Then it raises ``MapError``, which says the first error and its
    place. With ``raise_errors=False`` what was done is placed, and errors stand in the table.

    >>> for row in batchlua.map_paths(["requests.jsonl", "broken.jsonl"], "swap-model.lua", "out2",
    ...                               raise_errors=False):
    ...     print(row.path, row.read, row.written, row.rejected, row.error)
    requests.jsonl 8 8 0 None
    broken.jsonl 0 0 0 broken.jsonl:2: the line is not valid JSON: expected a JSON value at byte 0
    """
    arguments(options)  # raises for a wrong keyword
    texts = [os.fsdecode(path) for path in paths]
    _check_names(texts)
    run = engine_of(engine, workers)
    folder = os.path.abspath(os.fsdecode(out_dir))
    os.makedirs(folder, exist_ok=True)
    # Below the folder, so that files can be renamed into it.
    staging = os.path.join(folder, f".batchlua-{uuid.uuid4().hex}")
    os.mkdir(staging)
    try:
        tasks = [
            Task(text, script, number, staging, options) for number, text in enumerate(texts, 1)
        ]
        outcomes = run(tasks)
        failed = any(outcome.error for outcome in outcomes)
        place = not (failed and raise_errors)
        results = [
            _result(text, folder, outcome, place) for text, outcome in zip(texts, outcomes)
        ]
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    if failed and raise_errors:
        raise MapError(results)
    return results


def _check_names(paths: list[str]) -> None:
    """Raises ``ValueError`` if two paths have the same output."""
    seen: dict[str, str] = {}
    for path in paths:
        name = os.path.basename(path)
        if not name:
            raise ValueError(f"{path!r} is no file")
        if name in seen:
            raise ValueError(f"{seen[name]} and {path} would both be written to {name}")
        seen[name] = path


def _result(path: str, folder: str, outcome: Outcome, place: bool) -> PathResult:
    if outcome.error or not place:
        return PathResult(path, None, None, error=outcome.error)

    def placed(made: str) -> str:
        to = os.path.join(folder, os.path.basename(made))
        os.replace(made, to)
        return to

    rejects = None
    if outcome.rejects:
        placed(outcome.rejects + ".errors.jsonl")
        rejects = placed(outcome.rejects)
    counts = (outcome.read, outcome.written, outcome.rejected)
    return PathResult(path, placed(outcome.output), rejects, *counts)
