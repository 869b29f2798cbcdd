"""Rewrites batch files of language-model requests with a few lines of Lua.

This package runs the program ``batchlua`` that comes with it. Files do not pass through Python:

>>> result = batchlua.run("swap-model.lua", "requests.jsonl", output="out.jsonl")
>>> result.read, result.written, result.rejected
(8, 8, 0)

Lua instead of a script, and the lines that it makes:

>>> code = batchlua.Code('body.model = "gpt-5-mini"')
>>> batchlua.run(code, "requests.jsonl").data.count(b'"gpt-5-mini"')
8

What goes wrong is an exception that says where:

>>> batchlua.run(batchlua.Code("body.n = 1 +"), "requests.jsonl")
Traceback (most recent call last):
...
batchlua.ScriptError: -e:1: unexpected symbol near <eof>

Many files, by processes of this machine, by Spark or by Ray:

>>> table = batchlua.map_paths(["requests.jsonl"], "swap-model.lua", "out")
>>> [(row.path, row.written) for row in table]
[('requests.jsonl', 8)]
"""

from ._binary import find_binary
from ._diagnostics import BatchError, Diagnostic, Position
from ._errors import BatchLuaError, DataError, ProcessDied, ScriptError, UsageError
from ._map import Engine, MapError, PathResult, map_paths
from ._options import Argument, Code, Options, StrPath
from ._run import RunResult, run
from ._version import __version__

__all__ = [
    "Argument",
    "BatchError",
    "BatchLuaError",
    "Code",
    "DataError",
    "Diagnostic",
    "Engine",
    "MapError",
    "Options",
    "PathResult",
    "Position",
    "ProcessDied",
    "RunResult",
    "ScriptError",
    "StrPath",
    "UsageError",
    "__version__",
    "find_binary",
    "map_paths",
    "run",
]

for _name in __all__:
    _value = globals()[_name]
    if isinstance(_value, type) and _value.__module__.startswith("batchlua."):
        _value.__module__ = "batchlua"  # as tracebacks show it
