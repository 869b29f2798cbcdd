#!/usr/bin/env bash
# Tests the installed Python package, on one machine and on many. Sourced by scripts/test.

# in_python FILE: runs a program of scripts/integration.d, with a working directory.
in_python() {
  local work status=0
  work=$(mktemp -d)
  PYTHONDONTWRITEBYTECODE=1 .build-venv/bin/python "scripts/integration.d/$1" "$work" \
    >&2 2>"$work/said" || status=$?
  [ "$status" = 0 ] || tail -n 40 "$work/said" >&2
  rm -rf "$work"
  [ "$status" = 0 ] || fail "$1 failed"
}

# The tests and the docstrings' examples, with the package of the wheel; the types with its source.
check_python() {
  local work
  work=$(mktemp -d)
  cp -R scripts/python/tests scripts/python/conftest.py scripts/python/README.md "$work"
  cp -R .build-venv/lib/python3*/site-packages/batchlua "$work/batchlua"
  mkdir "$work/examples"
  cp scripts/examples/requests.jsonl scripts/examples/swap-model.lua "$work/examples"
  (cd "$work" && BATCHLUA_EXAMPLES=$work/examples PYTHONDONTWRITEBYTECODE=1 \
    "$OLDPWD/.build-venv/bin/python" -m pytest --quiet -p no:cacheprovider --doctest-modules \
    --doctest-glob='*.md' . >&2) || fail 'a test of the Python package failed'
  .build-venv/bin/mypy --config-file scripts/python/mypy.ini --cache-dir "$work/mypy" \
    scripts/python/batchlua scripts/python/tests scripts/python/conftest.py scripts/python/send.py >&2 ||
    fail 'mypy found the lines above'
  rm -r "$work"
}

check_spark() {
  in_python spark.py
}

check_ray() {
  in_python ray_engine.py
}

check_service() {
  in_python service.py
}

check_completion() {
  in_python completion.py
}

check_editors() {
  in_python editors.py
}
