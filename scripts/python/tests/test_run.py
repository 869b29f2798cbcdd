"""One run: results, options and exceptions."""

import os
import pickle
from pathlib import Path

import pytest

import batchlua


def lines(text: str) -> bytes:
    made = '{"custom_id":"%s","method":"POST","url":"/v1/chat/completions","body":{"model":"m"}}\n'
    return "".join(made % name for name in text.split()).encode()


def test_output_is_placed_and_counted(folder: Path) -> None:
    result = batchlua.run("swap-model.lua", "requests.jsonl", output="out.jsonl", args={"model": "x"})
    assert (result.read, result.written, result.dropped, result.rejected) == (8, 8, 0, 0)
    assert result.data == b"" and result.seconds > 0
    assert (folder / "out.jsonl").read_bytes().replace(b" ", b"").count(b'"model":"x"') == 8


def test_several_inputs_in_their_order(folder: Path) -> None:
    (folder / "a.jsonl").write_bytes(lines("a"))
    (folder / "b.jsonl").write_bytes(lines("b"))
    result = batchlua.run(batchlua.Code("body.n = 1"), [folder / "b.jsonl", folder / "a.jsonl"])
    assert result.data.index(b'"b"') < result.data.index(b'"a"')


def test_untouched_bytes_stay() -> None:
    data = lines("a b").replace(b'"m"', b'"m", "x": 1.50e+2')
    assert batchlua.run(batchlua.Code("local m = body.model"), data=data).data == data


def test_dropped_records() -> None:
    result = batchlua.run(batchlua.Code("req.custom_id ~= 'b'"), data=lines("a b c"))
    assert (result.read, result.written, result.dropped) == (3, 2, 1)


@pytest.mark.parametrize(
    "value, seen",
    [("x", "x"), (b"\xff", None), (True, "true"), (3, "3"), (0.5, "0.5"), (Path("a/b"), "a/b")],
)
def test_args(value: batchlua.Argument, seen: "str | None") -> None:
    code = "body.model = args.x" if seen else "body.model = tostring(#args.x)"
    result = batchlua.run(batchlua.Code(code), data=lines("a"), args={"x": value})
    assert f'"model":"{seen or 1}"'.encode() in result.data


def test_args_that_are_given_again(folder: Path) -> None:
    (folder / "many.lua").write_text(
        "options = { x = { many = true } }\n"
        "function transform(req) req.body.model = table.concat(args.x, '+') end\n"
    )
    result = batchlua.run("many.lua", data=lines("a"), args={"x": ["p", "q"]})
    assert b'"model":"p+q"' in result.data


def test_options_reach_the_program(folder: Path) -> None:
    (folder / "in.csv").write_text("id;n\na;1\n")
    (folder / "csv.lua").write_text("function transform(row) row.n = row.n + 1 return row end")
    result = batchlua.run("csv.lua", "in.csv", from_="csv", to="json", separator=";", type="json")
    assert result.data == b'{"id":"a","n":2}\n'
    with pytest.raises(TypeError, match="there is no option 'onerror'"):
        batchlua.run("csv.lua", "in.csv", onerror="skip")  # type: ignore[call-arg]


def test_modules_and_sandbox(folder: Path) -> None:
    (folder / "modules").mkdir()
    (folder / "modules" / "m.lua").write_text("return 'of a module'")
    code = batchlua.Code("body.model = require('m')")
    result = batchlua.run(code, data=lines("a"), module_dirs=["modules"], sandbox=True, timeout=5)
    assert b"of a module" in result.data


def test_quarantine(folder: Path) -> None:
    result = batchlua.run(
        "swap-model.lua", "broken.jsonl", output="o", rejects="r", on_error="quarantine"
    )
    assert (result.read, result.written, result.rejected) == (3, 2, 1)
    assert (folder / "r").read_text() == "nonsense\n"
    [reason] = result.rejects
    assert (reason.code, reason.line, reason.file) == ("invalid_json_line", 2, "broken.jsonl")
    [said] = result.diagnostics
    assert said.level == "error" and str(said.input) == "broken.jsonl:2"


def test_bad_line(folder: Path) -> None:
    with pytest.raises(batchlua.DataError) as caught:
        batchlua.run("swap-model.lua", "broken.jsonl", output="out.jsonl")
    error = caught.value
    assert error.exit_code == 4 and error.message.startswith("the line is not valid JSON")
    assert error.position == batchlua.Position("broken.jsonl", 2)
    assert error.error.line == 2 and error.error.file == "broken.jsonl"
    assert error.error.code == "invalid_json_line"
    assert not (folder / "out.jsonl").exists()


def test_error_of_a_script() -> None:
    with pytest.raises(batchlua.DataError) as caught:
        batchlua.run(batchlua.Code("local x = 1\nerror('boom')"), data=lines("a"))
    said = caught.value.diagnostic
    assert said.message == "boom" and said.script == batchlua.Position("-e", 2)
    assert said.input is not None and said.input.line == 1 and said.custom_id == "a"


def test_warnings() -> None:
    result = batchlua.run(batchlua.Code("false"), data=lines("a b"))
    assert [said.level for said in result.diagnostics] == ["warning"]
    assert "every record was dropped" in result.diagnostics[0].message


def test_what_a_script_prints_is_no_diagnostic() -> None:
    code = batchlua.Code("print('error: mine') print('{') print('{\"code\": 1}')")
    said = batchlua.run(code, data=lines("a"), type="json").diagnostics
    assert said == ()


def test_exceptions_by_exit_code() -> None:
    with pytest.raises(batchlua.UsageError, match="nosuch.jsonl"):
        batchlua.run("swap-model.lua", "nosuch.jsonl")
    with pytest.raises(batchlua.UsageError, match="nosuch.lua"):
        batchlua.run("nosuch.lua", "requests.jsonl")
    with pytest.raises(batchlua.ScriptError):
        batchlua.run(batchlua.Code("end end"), "requests.jsonl")
    with pytest.raises(TypeError, match="data is the input"):
        batchlua.run("swap-model.lua", "requests.jsonl", data=b"")


def test_exceptions_travel() -> None:
    with pytest.raises(batchlua.DataError) as caught:
        batchlua.run("swap-model.lua", "broken.jsonl")
    copy = pickle.loads(pickle.dumps(caught.value))
    assert type(copy) is batchlua.DataError and str(copy) == str(caught.value)
    assert copy.position == caught.value.position and copy.stderr == caught.value.stderr


def test_program_that_is_killed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = folder / "killed"
    fake.write_text("#!/bin/sh\nkill -9 $$\n")
    fake.chmod(0o755)
    monkeypatch.setenv("BATCHLUA", os.fspath(fake))
    with pytest.raises(batchlua.ProcessDied, match="ended by signal 9"):
        batchlua.run("swap-model.lua", "requests.jsonl")


def test_no_program(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BATCHLUA", os.fspath(folder / "nothing"))
    with pytest.raises(FileNotFoundError, match="pip install batchlua"):
        batchlua.run("swap-model.lua", "requests.jsonl")
