# Finds the peers, installs missing ones, and reports which ones are left out and why. Sourced by
# scripts/bench; $cache is the directory for builds and downloads, and $install is empty if nothing
# may be installed. Sets the array `peers` to the programs to measure.

# shellcheck shell=bash
peers=()

left_out() {
  echo "bench: without $1: $2" >&2
}

# want PROGRAM PACKAGE…: whether PROGRAM exists, after installing the packages if needed.
want() {
  local program=$1
  shift
  command -v "$program" >/dev/null || apt_install "$@"
  command -v "$program" >/dev/null
}

apt_install() {
  [ -n "$install" ] && command -v apt-get >/dev/null || return 0
  echo "bench: installing $*" >&2
  setup_apt "$@" || true
}

find_jq() {
  want "$1" "$1" || { left_out "$1" "$1 is not installed"; return; }
  peers+=("$1")
}

lua_has_cjson() {
  lua5.4 -e 'require("cjson")' 2>/dev/null
}

find_lua() {
  want lua5.4 lua5.4 || { left_out lua-cjson 'lua5.4 is not installed'; return; }
  lua_has_cjson || apt_install lua-cjson
  lua_has_cjson || { left_out lua-cjson 'the module cjson is not installed'; return; }
  peers+=(lua-cjson)
}

python_has_orjson() {
  PYTHONPATH=$cache/python python3 -c 'import orjson' 2>/dev/null
}

find_orjson() {
  if ! python_has_orjson && [ -n "$install" ]; then
    echo 'bench: installing orjson by pip' >&2
    if ! python3 -m pip --version >/dev/null 2>&1; then apt_install python3-pip; fi
    python3 -m pip install --quiet --disable-pip-version-check --target "$cache/python" \
      orjson </dev/null >&2 || true
  fi
  python_has_orjson || { left_out orjson 'the module orjson is not installed'; return; }
  peers+=(orjson)
}

# The crates are Debian's. The program is built offline from a copy, which preserves times so that
# it is built only once.
find_rust() {
  local registry=/usr/share/cargo/registry
  want cargo cargo rustc || { left_out rust 'cargo is not installed'; return; }
  compgen -G "$registry/serde_json-*" >/dev/null && compgen -G "$registry/serde_derive-*" >/dev/null ||
    apt_install librust-serde-json-dev librust-serde-derive-dev
  compgen -G "$registry/serde_json-*" >/dev/null ||
    { left_out rust 'librust-serde-json-dev is not installed'; return; }
  mkdir -p "$cache/rust"
  cp -Rp "$bench/rust/." "$cache/rust"
  if ! (cd "$cache/rust" && CARGO_TARGET_DIR=target cargo build --quiet --release --offline) >&2; then
    left_out rust 'it does not build'
    return
  fi
  peers+=(rust)
}

# find_peers NAME…: of these, in this order.
find_peers() {
  local name
  for name in "$@"; do
    case $name in
      batchlua | cat) peers+=("$name") ;;
      jq | gojq) find_jq "$name" ;;
      lua-cjson) find_lua ;;
      orjson) find_orjson ;;
      rust) find_rust ;;
    esac
  done
}
