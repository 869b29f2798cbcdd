"""Checks scripts with the definitions of `batchlua types`: no false alarms in all examples, and
planted mistakes are found."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from lua_checker import Checker

SCRIPTS = Path(__file__).parents[1]


def main(work: Path) -> None:
    batchlua = str(SCRIPTS.parent / ".build-package/batchlua")
    examples, planted = work / "examples", work / "planted"
    for folder in (examples, planted):
        folder.mkdir()
        subprocess.run([batchlua, "types", folder], check=True, stderr=subprocess.DEVNULL)
    for path in sorted((SCRIPTS / "examples").rglob("*.lua")):
        shutil.copy(path, examples)
    shutil.copy(Path(__file__).parent / "planted.lua", planted)
    assert len(list(examples.glob("*.lua"))) > 20

    alarms = emmylua(examples) + luacheck(examples)
    assert not alarms, "false alarms:\n" + "\n".join(alarms)
    found = mistakes(emmylua(planted), planted)
    assert len(found) >= 14, f"emmylua finds only {sorted(found)}"
    others = mistakes(luacheck(planted), planted)
    assert len(found | others) == 15, f"with luacheck only {sorted(found | others)}"
    print(f"editors: no false alarm; of 15 mistakes emmylua finds {len(found)}, luacheck the rest")


def emmylua(folder: Path) -> list[str]:
    checker = Checker(folder)
    try:
        return [
            f"{path.name}:{problem}"
            for path in sorted(folder.glob("*.lua"))
            if not path.name.endswith(".d.lua")
            for problem in checker.problems(path)
        ]
    finally:
        checker.close()


def luacheck(folder: Path) -> list[str]:
    names = [path.name for path in sorted(folder.glob("*.lua"))]
    run = subprocess.run(
        ["luacheck", "--formatter", "plain", *names],
        cwd=folder, stdout=subprocess.PIPE, text=True,
    )
    assert run.returncode in (0, 1), run.stdout
    return [line for line in run.stdout.splitlines() if line]


def mistakes(problems: list[str], folder: Path) -> set[int]:
    """The numbers of the mistakes whose lines have a problem."""
    lines = (folder / "planted.lua").read_text().splitlines()
    found = set()
    for problem in problems:
        line = lines[int(problem.split(":")[1]) - 1]
        number = re.search(r"-- (\d+)$", line)
        assert number, f"a false alarm: {problem}"
        found.add(int(number[1]))
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
