#!/usr/bin/env bash
# Makes sure that the machine has what batchlua is built with: Swift, and Lua 5.4, simdjson, zlib,
# libzstd, libseccomp, xxHash, PCRE2 and pkg-config, which it installs by apt-get where they are
# missing. Sourced by the other scripts, or run by itself. Everything it says goes to standard
# error; exit 2 is "cannot".

setup_stop() {
  printf 'setup: %s\n' "$@" >&2
  exit 2
}

# The Debian packages of libraries that pkg-config does not find.
setup_missing() {
  if ! command -v pkg-config >/dev/null; then
    echo pkg-config liblua5.4-dev libsimdjson-dev zlib1g-dev libzstd-dev libseccomp-dev \
      libxxhash-dev libpcre2-dev
    return
  fi
  local missing=()
  pkg-config --exists lua5.4 || missing+=(liblua5.4-dev)
  pkg-config --exists simdjson || missing+=(libsimdjson-dev)
  pkg-config --exists zlib || missing+=(zlib1g-dev)
  pkg-config --exists libzstd || missing+=(libzstd-dev)
  pkg-config --exists libseccomp || missing+=(libseccomp-dev)
  pkg-config --exists libxxhash || missing+=(libxxhash-dev)
  pkg-config --exists libpcre2-8 || missing+=(libpcre2-dev)
  echo "${missing[@]+"${missing[@]}"}"
}

# Installs packages without asking. The lists are fetched only if the packages are not available
# with the current ones.
setup_apt() {
  local run=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
  if [ "$(id -u)" != 0 ] && command -v sudo >/dev/null; then
    run=(sudo "${run[@]}")
  fi
  local install=("${run[@]}" install --yes --no-install-recommends "$@")
  "${install[@]}" </dev/null >/dev/null 2>&1 && return
  "${run[@]}" update </dev/null >&2 || true  # one list of several may be out of reach
  "${install[@]}" </dev/null >&2
}

# Some tests observe system calls with strace; without it they are skipped.
setup_strace() {
  command -v strace >/dev/null || ! command -v apt-get >/dev/null ||
    setup_apt strace || echo 'setup: strace is not there: some tests are skipped' >&2
}

setup() {
  command -v swift >/dev/null || setup_stop \
    'swift is not on the PATH; batchlua needs Swift 6.3 or later: https://www.swift.org/install/'
  local packages
  read -r -a packages <<<"$(setup_missing)"
  [ "${#packages[@]}" != 0 ] || return 0
  command -v apt-get >/dev/null || setup_stop \
    "missing: ${packages[*]} (Debian's names)" \
    'there is no apt-get here; install Lua 5.4, simdjson 3, zlib, libzstd, libseccomp, xxHash' \
    '(0.8 or later), PCRE2 and pkg-config with their development files, so that pkg-config finds' \
    'lua5.4, simdjson, zlib, libzstd, libseccomp, libxxhash and libpcre2-8'
  echo "setup: installing ${packages[*]}" >&2
  setup_apt "${packages[@]}" || setup_stop \
    "apt-get could not install: ${packages[*]}" \
    "as root: apt-get update && apt-get install ${packages[*]}"
  packages=()
  read -r -a packages <<<"$(setup_missing)"
  [ "${#packages[@]}" = 0 ] || setup_stop \
    "installed, but pkg-config still does not find: ${packages[*]}"
}

# Only for tests: plain Lua, Debian's modules in pure Lua, and a reader of YAML. Tests are skipped
# if these are not available.
setup_tests() {
  local packages=(lua5.4 lua-penlight lua-inspect lua-unit lua-dkjson lua-argparse lua-messagepack
    lua-luassert lua-say python3-yaml)
  command -v dpkg-query >/dev/null || return 0
  dpkg-query --show "${packages[@]}" >/dev/null 2>&1 && return
  echo "setup: installing ${packages[*]}" >&2
  setup_apt "${packages[@]}" || echo 'setup: without them, some tests are skipped' >&2
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  set -euo pipefail
  case "${1:-}" in
    '') setup ;;
    -h | --help)
      echo 'usage: scripts/setup.sh'
      echo 'Installs by apt-get what is missing of liblua5.4-dev, libsimdjson-dev, zlib1g-dev,'
      echo 'libzstd-dev, libseccomp-dev, libxxhash-dev, libpcre2-dev, pkg-config.'
      ;;
    *) setup_stop "unknown argument: $1 (see --help)" ;;
  esac
fi
