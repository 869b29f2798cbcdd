#!/usr/bin/env bash
# The libraries of the system as archives, for a binary that needs no shared library. Sourced by
# release.sh.

# Names for pkg-config and for the linker. That of simdjson, which Debian does not have, is made by
# archive_simdjson.
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

# archive_simdjson WORK: adds WORK/archives/libsimdjson.a, from the source of the package of Debian
# whose headers are installed, which is fetched once; returns 1 where that cannot be had.
archive_simdjson() {
  local work=$1 version folder=$1/simdjson packages=()
  version=$(pkg-config --modversion simdjson)
  if [ ! -f "$folder/$version.a" ]; then
    command -v apt-get >/dev/null || return 1
    command -v g++ >/dev/null || packages+=(g++)
    command -v dpkg-source >/dev/null || packages+=(dpkg-dev)
    [ "${#packages[@]}" = 0 ] || setup_apt "${packages[@]}" || return 1
    rm -rf "$folder"
    mkdir -p "$folder"
    simdjson_source "$folder" || return 1
    # shellcheck disable=SC2046
    g++ -O3 -fPIC -DNDEBUG -std=c++17 -ffile-prefix-map="$folder=." \
      $(pkg-config --cflags simdjson) -c "$folder"/source/singleheader/simdjson.cpp \
      -o "$folder/simdjson.o" || return 1
    ar rcD "$folder/$version.a" "$folder/simdjson.o"
  fi
  ln -s "$folder/$version.a" "$work/archives/libsimdjson.a"
}

# Fetched with separate lists of sources, so that those of the machine do not change. apt-get
# verifies the signatures.
simdjson_source() (
  cd "$1"
  mkdir -p lists/partial
  apt-get indextargets --format "deb-src \$(REPO_URI) \$(CODENAME) \$(COMPONENT)" \
    'Created-By: Packages' 'Origin: Debian' | sort -u >sources.list
  [ -s sources.list ] || { echo 'setup: apt-get knows no source of Debian packages' >&2; return 1; }
  local options=(-qq -o Dir::Etc::sourcelist="$PWD/sources.list" -o Dir::Etc::sourceparts=-
    -o Dir::State::lists="$PWD/lists" -o Dir::Cache::srcpkgcache= -o Dir::Cache::pkgcache=
    -o APT::Sandbox::User=root)
  apt-get "${options[@]}" update >&2 || return 1
  apt-get "${options[@]}" source "simdjson=$(dpkg-query -W -f '${source:Version}' libsimdjson-dev)" \
    >&2 || return 1
  mv simdjson-*/ source
  rm -r lists
)

# archives_are_complete DIRECTORY: says what is missing for a static binary.
archives_are_complete() {
  local pair missing=()
  for pair in $archived_libraries simdjson:simdjson; do
    [ -e "$1/lib${pair#*:}.a" ] || missing+=("${pair%:*}")
  done
  [ "${#missing[@]}" != 0 ] || return 0
  echo "batchlua: no archive, so the binary needs shared libraries: ${missing[*]}" >&2
  return 1
}
