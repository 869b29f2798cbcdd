"""Finding the program."""

import os
import shutil
import sysconfig
from pathlib import Path
from typing import Iterator


def find_binary() -> str:
    """The path of the program: what the variable ``BATCHLUA`` names, the one that was installed with
    this package, or the one on the ``PATH``.

    Raises ``FileNotFoundError`` when there is none.
    """
    for path in _candidates():
        if os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    raise FileNotFoundError(
        "there is no program batchlua; pip install batchlua, or name it in the variable BATCHLUA"
    )


def _candidates() -> Iterator[str]:
    named = os.environ.get("BATCHLUA")
    if named:
        yield named
        return
    package = Path(__file__).parent
    # Of an environment, of --user, and of --target.
    yield os.path.join(sysconfig.get_path("scripts"), "batchlua")
    yield os.path.join(sysconfig.get_path("scripts", f"{os.name}_user"), "batchlua")
    yield str(package.parent / "bin" / "batchlua")
    # Of --prefix: below lib/python3.x/site-packages.
    if len(package.parents) > 3:
        yield str(package.parents[3] / "bin" / "batchlua")
    found = shutil.which("batchlua")
    if found:
        yield found
