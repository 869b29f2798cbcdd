#!/usr/bin/env bash
# Tests the packed program with third-party tools. Sourced by scripts/test.

static_binary=.build-package/batchlua
# Lua's own test files that need neither io nor debug nor a process; they are not part of the
# project. Parts that test behaviour which the reference lists as different are removed.
lua_tests='code math nextvar pm sort strings tpack utf8 vararg big verybig'

check_lua() {
  local tests=.build-venv/lua-tests package file failed=()
  if [ ! -f "$tests/all.lua" ]; then
    package=$(mktemp -d)
    .build-venv/bin/pip --quiet download --no-binary :all: --no-deps --dest "$package" lupa==2.0 ||
      fail 'pip could not download lupa 2.0'
    mkdir -p "$tests"
    tar -xzf "$package"/lupa-2.0.tar.gz --directory "$tests" --strip-components=4 \
      --wildcards '*/lua54/testes/*' || fail 'lupa 2.0 has no test files of Lua 5.4'
    rm -r "$package"
  fi
  for file in $lua_tests; do
    if $static_binary run -D folder="$tests" -D file="$file.lua" \
      scripts/integration.d/lua-tests.lua </dev/null >/dev/null 2>"$tests/$file.log"; then
      echo "   $file.lua passes" >&2
    else
      grep -A 3 '^error' "$tests/$file.log" >&2 || tail -n 5 "$tests/$file.log" >&2
      failed+=("$file.lua")
    fi
  done
  [ "${#failed[@]}" = 0 ] || fail "of Lua's own test files fail: ${failed[*]}"
}

# The module AIBrix, with its dependencies.
check_validate() {
  .build-venv/bin/python scripts/integration.d/validate-aibrix.py $static_binary ||
    fail 'batchlua validate and AIBrix do not agree'
}

# The visible page, in a browser.
check_stats-page() {
  python3 scripts/integration.d/stats-page.py $static_binary ||
    fail 'the page of stats --html is not as it should be'
}
