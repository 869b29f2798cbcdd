"""Checks that all public symbols are documented: check.py BUILD SOURCES.

Reads the symbol graphs that were extracted for the site.
"""

import json
import pathlib
import sys

TYPES = {"swift.struct", "swift.class", "swift.enum", "swift.protocol", "swift.actor"}


def newest(build, module):
    graphs = list(pathlib.Path(build).rglob(module + ".symbols.json"))
    if not graphs:
        sys.exit(f"docs: there is no symbol graph of {module} in {build}")
    return json.loads(max(graphs, key=lambda path: path.stat().st_mtime).read_text())


def problems(build, sources, module):
    page = pathlib.Path(sources, module, module + ".docc", module + ".md").read_text()
    for symbol in newest(build, module)["symbols"]:
        name = ".".join(symbol["pathComponents"])
        # Synthesized symbols and those of the standard library are not in the sources.
        is_own = "location" in symbol and "::SYNTHESIZED::" not in symbol["identifier"]["precise"]
        if is_own and "docComment" not in symbol:
            yield f"{module}: {name} has no documentation"
        if symbol["kind"]["identifier"] in TYPES and len(symbol["pathComponents"]) == 1:
            if f"``{name}``" not in page:
                yield f"{module}: {name} is in no topic of {module}.md"


if __name__ == "__main__":
    found = [p for m in ("BatchLua", "BatchModel") for p in problems(*sys.argv[1:], m)]
    print(*found, sep="\n", end="\n" if found else "", file=sys.stderr)
    sys.exit(bool(found))
