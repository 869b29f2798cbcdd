#!/usr/bin/env bash
# The release binary, which scripts/batchlua runs, the tests of the command try and scripts/package
# packs. Sourced after setup.sh.

# shellcheck source=release.d/archives.sh
. "$(dirname "${BASH_SOURCE[0]}")/release.d/archives.sh"

# release_binary TOP: builds TOP/.build/release/batchlua if a source is newer; returns 1 if it
# cannot. It is static where all libraries have an archive: it starts in half the time then, and
# takes less for each record.
release_binary() {
  local top=$1 work=$1/.build/release.d
  ! release_up_to_date "$top" "$work" || return 0
  setup
  echo 'batchlua: building the release binary' >&2
  mkdir -p "$work"
  archive_libraries "$work/archives"
  archive_simdjson "$work" || echo 'batchlua: there is no archive of simdjson' >&2
  : >"$work/started"
  release_stand_in "$top" "$work" || return 1
  rm -f "$top/.build/release/batchlua"  # so that it is linked again when only an archive has changed
  release_build "$top" "$work" || return 1
  release_identity "$top" >"$work/started.built"
  # What changes while it is built is newer.
  touch --reference "$work/started" "$work/started.built"
  mv -f "$work/started.built" "$work/stamp"
}

# Another build with the same folder replaces the binary.
release_identity() {
  stat --format '%y %s' "$1/.build/release/batchlua"
}

# Folders are looked at, too: their time changes when files are removed. Packages of the system
# preserve the times of their files, but not the change time.
release_up_to_date() {
  local top=$1 work=$2
  [ -x "$top/.build/release/batchlua" ] && [ -f "$work/stamp" ] &&
    [ "$(release_identity "$top")" = "$(cat "$work/stamp")" ] &&
    [ -z "$(find "$top"/Package.swift "$top"/Sources "$top"/scripts/release* \
      -newer "$work/stamp" -not -name '*.md' -not -name '*.docc' -print -quit)" ] &&
    [ -z "$(find -L "$work/archives" -name '*.a' -cnewer "$work/stamp" -print -quit)" ]
}

# Builds the replacement for a module of Foundation; see FoundationEssentials.swift.
release_stand_in() {
  mkdir -p "$2/stand-in"
  (cd "$2/stand-in" && swiftc -O -wmo -parse-as-library -static -module-name FoundationEssentials \
    -file-prefix-map "$1=." -emit-module -emit-module-path FoundationEssentials.swiftmodule \
    -emit-object -o FoundationEssentials.o "$1/scripts/release.d/FoundationEssentials.swift" >&2)
}

# Link-time optimisation over modules and languages: the work for each record crosses their
# boundaries a hundred times. Without debug information and the path of the build.
release_build() {
  local top=$1 work=$2
  local options=(-c release --experimental-lto-mode thin -Xswiftc -use-ld=lld
    -Xlinker --strip-debug -Xlinker --no-export-dynamic -Xlinker --icf=safe
    -Xswiftc -I -Xswiftc "$work/stand-in" -Xlinker "$work/stand-in/FoundationEssentials.o"
    -Xswiftc -file-prefix-map -Xswiftc "$top=." -Xcc -ffile-prefix-map="$top=."
    -Xcxx -ffile-prefix-map="$top=.")
  # Without it, SwiftPM does not notice that the output of pkg-config has changed.
  options+=(--disable-build-manifest-caching)
  if archives_are_complete "$work/archives"; then
    options+=(-Xswiftc -static-executable)
  else
    options+=(--static-swift-stdlib)
  fi
  PKG_CONFIG_PATH=$work/archives${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH} \
    swift build --package-path "$top" "${options[@]}" --product batchlua </dev/null >&2 && return
  echo "batchlua: the build failed (swift build ${options[*]}, in $top)" >&2
  return 1
}
