"""Many paths by processes of this machine."""

import pickle
from pathlib import Path

import pytest

import batchlua
from batchlua._engines import _slices
from batchlua._task import Task


def paths(folder: Path, count: int) -> list[Path]:
    text = (folder / "requests.jsonl").read_bytes()
    made = [folder / f"part-{number}.jsonl" for number in range(count)]
    for number, path in enumerate(made):
        path.write_bytes(text * (number + 1))
    return made


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_outputs_are_those_of_one_process_each(folder: Path) -> None:
    inputs = paths(folder, 5)
    table = batchlua.map_paths(
        inputs, batchlua.Code("req.custom_id = nil"), "out", workers=2, type="json"
    )
    assert [row.path for row in table] == [str(path) for path in inputs]
    assert [row.read for row in table] == [8, 16, 24, 32, 40]
    assert names(folder / "out") == [path.name for path in inputs]
    for row, path in zip(table, inputs):
        alone = batchlua.run(batchlua.Code("req.custom_id = nil"), path, type="json")
        assert row.output is not None and Path(row.output).read_bytes() == alone.data


def test_all_or_nothing(folder: Path) -> None:
    (folder / "out").mkdir()
    (folder / "out" / "requests.jsonl").write_text("old")
    with pytest.raises(batchlua.MapError) as caught:
        batchlua.map_paths(["requests.jsonl", "broken.jsonl"], "swap-model.lua", "out")
    assert str(caught.value.position) == "broken.jsonl:2"
    assert caught.value.message.startswith("the line is not valid JSON")
    assert [bool(row.error) for row in caught.value.results] == [False, True]
    assert (folder / "out" / "requests.jsonl").read_text() == "old"
    assert names(folder / "out") == ["requests.jsonl"]
    copy = pickle.loads(pickle.dumps(caught.value))
    assert str(copy) == str(caught.value) and len(copy.results) == 2


def test_quarantine_has_a_file_a_path(folder: Path) -> None:
    table = batchlua.map_paths(
        ["requests.jsonl", "broken.jsonl"], "swap-model.lua", "out", on_error="quarantine"
    )
    assert [row.rejected for row in table] == [0, 1]
    assert table[0].rejects is None
    assert names(folder / "out") == [
        "broken.jsonl",
        "broken.rejects.jsonl",
        "broken.rejects.jsonl.errors.jsonl",
        "requests.jsonl",
    ]


def test_names_that_clash(folder: Path) -> None:
    with pytest.raises(ValueError, match="both be written to a.jsonl"):
        batchlua.map_paths(["x/a.jsonl", "y/a.jsonl"], "swap-model.lua", "out")
    assert not (folder / "out").exists()


def test_packed_files_stay_packed(folder: Path) -> None:
    import gzip

    data = (folder / "requests.jsonl").read_bytes()
    (folder / "in.jsonl.gz").write_bytes(gzip.compress(data))
    code = batchlua.Code("local m = body.model")
    [row] = batchlua.map_paths(["in.jsonl.gz"], code, "out")
    assert row.output and gzip.decompress(Path(row.output).read_bytes()) == data


def test_tasks_may_be_called_twice(folder: Path) -> None:
    task = Task("requests.jsonl", "swap-model.lua", 1, str(folder), {})
    first, second = pickle.loads(pickle.dumps(task))(), task()
    assert first.output != second.output
    assert Path(first.output).read_bytes() == Path(second.output).read_bytes()


def test_numbers_of_paths(folder: Path) -> None:
    code = batchlua.Code("req.custom_id = batch.current.shard .. '-' .. req.custom_id")
    table = batchlua.map_paths(paths(folder, 3), code, "out", workers=2, type="json")
    beginnings = [Path(row.output or "").read_text()[:40] for row in table]
    assert ['"1-' in beginnings[0], '"2-' in beginnings[1], '"3-' in beginnings[2]] == [True] * 3


def test_small_files_share_a_task_of_spark(folder: Path) -> None:
    small = [str(path) for path in paths(folder, 9)]
    assert _slices(2, small[:3]) == 3
    assert _slices(2, small) == 4
    assert _slices(8, small) == 9
    assert _slices(1, [*small, "not-here"]) == 2
    with open(folder / "large.jsonl", "wb") as file:
        file.truncate(900 << 20)
    assert _slices(2, [*small, str(folder / "large.jsonl")]) == 8
    assert _slices(1, ["a", "b", "c"]) == 3


def test_no_engine() -> None:
    with pytest.raises(TypeError, match="engine is 'local', a SparkSession or the module ray"):
        batchlua.map_paths([], "swap-model.lua", "out", engine="spark")  # type: ignore[arg-type]


def test_nothing_to_do() -> None:
    assert batchlua.map_paths([], "swap-model.lua", "out") == []
