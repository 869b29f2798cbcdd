"""The work of a worker: one run over one path."""

from __future__ import annotations

import os
import uuid
from dataclasses import dataclass
from typing import Optional, Union

from ._errors import BatchLuaError, ProcessDied
from ._options import Code, Options, StrPath
from ._process import execute


@dataclass(frozen=True)
class Outcome:
    """The files of a worker and their counts, or its error."""

    output: str = ""
    #: None when nothing was rejected.
    rejects: Optional[str] = None
    read: int = 0
    written: int = 0
    rejected: int = 0
    error: Optional[BatchLuaError] = None


@dataclass(frozen=True)
class Task:
    """A path, its number from 1, and the folder for the outputs."""

    path: str
    script: Union[StrPath, Code]
    number: int
    staging: str
    options: Options

    def __call__(self) -> Outcome:
        """Each call writes files of its own, as a task may be called twice, even at the same time.

        An error of the data or the script is a value, for it would be the same again. What may not be
        the same again is raised, for the engine to call again.
        """
        folder = os.path.join(self.staging, f"{self.number}-{uuid.uuid4().hex}")
        more: list[Union[str, bytes]] = ["--output-dir", folder, "--shard", str(self.number)]
        try:
            done = execute(self.script, [self.path], more, self.options)
        except ProcessDied:
            raise
        except BatchLuaError as error:
            return Outcome(error=error)
        [file] = done.report["files"]
        rejects = file["rejects"] if file["rejected"] else None
        counts = {name: file[name] for name in ("read", "written", "rejected")}
        return Outcome(file["output"], rejects, **counts)
