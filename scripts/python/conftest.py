"""Docstring examples and tests run in a folder with the example files."""

import os
import shutil
from pathlib import Path
from typing import Any, Iterator

import pytest

import batchlua

EXAMPLES = Path(os.environ.get("BATCHLUA_EXAMPLES", Path(__file__).parents[1] / "examples"))


@pytest.fixture(autouse=True)
def folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, doctest_namespace: dict[str, Any]
) -> Iterator[Path]:
    for name in ("requests.jsonl", "swap-model.lua"):
        shutil.copy(EXAMPLES / name, tmp_path)
    lines = (EXAMPLES / "requests.jsonl").read_text().splitlines(keepends=True)
    (tmp_path / "broken.jsonl").write_text(lines[0] + "nonsense\n" + lines[1])
    doctest_namespace["batchlua"] = batchlua
    monkeypatch.chdir(tmp_path)
    yield tmp_path
