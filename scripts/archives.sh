#!/usr/bin/env bash
# The libraries of the system as archives, for programs that must not need shared libraries.
# Sourced by other scripts.

# Names for pkg-config and for the linker. Debian has no archive of simdjson: see scripts/package.
archived_libraries='
  lua5.4:lua5.4 zlib:z libzstd:zstd libseccomp:seccomp libxxhash:xxhash libpcre2-8:pcre2-8'

# archive_libraries DIRECTORY: makes a directory of archives, and of files for pkg-config that name
# it, for the libraries that have an archive. It must not contain shared libraries, because the
# linker prefers them.
archive_libraries() {
  local archives=$1 compiler pair name place archive
  rm -rf "$archives"
  mkdir -p "$archives"
  compiler=$(command -v clang) || return 0
  case $archives in *[[:space:]]*) return 0 ;; esac  # descriptions are split at spaces
  for pair in $archived_libraries; do
    name=${pair%:*}
    place=$(pkg-config --variable=pcfiledir "$name")
    archive=$(dirname "$place")/lib${pair#*:}.a
    # Not all archives contain position-independent code.
    if [ -f "$archive" ] && echo 'int main(void) { return 0; }' |
      "$compiler" -pie -fuse-ld=lld -x c - -x none -o "$archives/trial" \
        -Wl,--whole-archive "$archive" -Wl,--no-whole-archive -lm -ldl -pthread 2>/dev/null; then
      ln -s "$archive" "$archives"
      describe_archive "$name" "$archives"
    fi
    rm -f "$archives/trial"
  done
  # The linker looks into folders in their order, whichever library brought them: that of the
  # archives has to be before the system's for a library without an archive, too.
  describe_archive simdjson "$archives"
}

# describe_archive NAME DIRECTORY: pkg-config's description of a library, with this directory.
describe_archive() {
  local place
  place=$(pkg-config --variable=pcfiledir "$1")
  sed "s|^Libs:|& -L$2|" "$place/$1.pc" >"$2/$1.pc"
}
