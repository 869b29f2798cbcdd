"""The options of a run, and their conversion to arguments."""

from __future__ import annotations

import os
from typing import Iterator, Literal, Mapping, Sequence, TypedDict, Union

StrPath = Union[str, "os.PathLike[str]"]
Scalar = Union[str, bytes, bool, int, float, "os.PathLike[str]"]
#: A value of ``args``: several are given again and again.
Argument = Union[Scalar, Sequence[Scalar]]


class Code(str):
    """Lua code instead of a script: the body of ``transform``, with ``req`` and ``body``."""

    __slots__ = ()


class Options(TypedDict, total=False):
    """The keywords of ``run`` and ``map_paths``; each is the option of that name."""

    args: Mapping[str, Argument]
    profile: str
    type: Literal["detect", "BatchRequestInput", "BatchRequestOutput", "json"]
    from_: Literal["jsonl", "json", "csv", "text"]
    to: Literal["same", "json", "csv", "text"]
    separator: str
    on_error: Literal["fail", "skip", "quarantine"]
    max_errors: int
    jobs: int
    shard: int
    head: int
    sample: int
    seed: int
    sandbox: bool
    allow_io: bool
    strict: bool
    timeout: float
    max_memory: str
    max_line: str
    module_dirs: Sequence[StrPath]


_FLAGS = {"sandbox", "allow_io", "strict"}
_SPECIAL = {"args", "module_dirs"}


def arguments(options: Options) -> list[bytes]:
    """The words of the command line. Raises ``TypeError`` for an unknown keyword."""
    words: list[bytes] = []
    for name, value in options.items():
        if name not in Options.__annotations__:
            raise TypeError(f"there is no option {name!r}")
        option = "--" + name.rstrip("_").replace("_", "-")
        if name in _FLAGS:
            words += [option.encode()] if value else []
        elif name not in _SPECIAL and value is not None:
            words += [option.encode(), _bytes(value)]  # type: ignore[arg-type]
    for directory in options.get("module_dirs", ()):
        words += [b"-L", os.fsencode(directory)]
    for name, argument in options.get("args", {}).items():
        for definition in _definitions(name, argument):
            words += [b"-D", definition]
    return words


def _definitions(name: str, argument: Argument) -> Iterator[bytes]:
    if isinstance(argument, (str, bytes)) or not isinstance(argument, Sequence):
        yield name.encode() + b"=" + _bytes(argument)
    else:
        for scalar in argument:
            yield name.encode() + b"=" + _bytes(scalar)


def _bytes(value: Scalar) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, bool):
        return b"true" if value else b"false"
    if isinstance(value, (int, float)):
        return str(value).encode()
    return os.fsencode(value)
