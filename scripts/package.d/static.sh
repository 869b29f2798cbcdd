#!/usr/bin/env bash
# The static binary. Sourced by scripts/package, after setup.sh and archives.sh.

# static_binary TOP WORK: builds WORK/batchlua if a source is newer.
static_binary() {
  local top=$1 work=$2 started
  ! static_up_to_date "$top" "$work" || return 0
  setup
  static_tools
  mkdir -p "$work"
  started=$work/started
  : >"$started"
  echo 'package: building the static binary' >&2
  archive_libraries "$work/archives"
  archive_simdjson "$work"
  static_require_archives "$work/archives"
  static_stand_in "$top" "$work" || stop 'FoundationEssentials.swift does not compile'
  static_build "$top" "$work" || stop "the build failed (swift build, in $top)"
  cp "$work/swift/release/batchlua" "$work/batchlua"
  static_check "$work/batchlua"
  mv -f "$started" "$work/stamp"
}

static_up_to_date() {
  local sources=("$1/Package.swift" "$1/Sources" "$1/scripts/archives.sh" "$1/scripts/package.d")
  [ -x "$2/batchlua" ] && [ -f "$2/stamp" ] &&
    [ -z "$(find "${sources[@]}" -newer "$2/stamp" -not -name '*.py' -not -path '*/package.d' \
      -print -quit)" ]
}

static_tools() {
  local packages=()
  command -v g++ >/dev/null || packages+=(g++)
  command -v dpkg-source >/dev/null || packages+=(dpkg-dev)
  [ "${#packages[@]}" = 0 ] || setup_apt "${packages[@]}" || stop "missing: ${packages[*]}"
}

# Debian has no archive of simdjson. It is built in WORK, from the source of the package whose
# headers are installed.
archive_simdjson() {
  local work=$1 version folder=$1/simdjson
  version=$(pkg-config --modversion simdjson)
  if [ ! -f "$folder/$version.a" ]; then
    rm -rf "$folder"
    mkdir -p "$folder"
    simdjson_source "$folder" || stop 'apt-get source simdjson failed'
    # shellcheck disable=SC2046
    g++ -O3 -fPIC -DNDEBUG -std=c++17 -ffile-prefix-map="$folder=." \
      $(pkg-config --cflags simdjson) -c "$folder"/source/singleheader/simdjson.cpp \
      -o "$folder/simdjson.o" || stop 'simdjson does not compile'
    ar rcD "$folder/$version.a" "$folder/simdjson.o"
  fi
  ln -s "$folder/$version.a" "$work/archives/libsimdjson.a"
  describe_archive simdjson "$work/archives"
}

# Fetched with separate lists of sources, so that those of the machine do not change. apt-get
# verifies the signatures.
simdjson_source() (
  cd "$1"
  mkdir -p lists/partial
  apt-get indextargets --format "deb-src \$(REPO_URI) \$(CODENAME) \$(COMPONENT)" \
    'Created-By: Packages' 'Origin: Debian' | sort -u >sources.list
  [ -s sources.list ] || { echo 'package: apt-get knows no source of Debian packages' >&2; return 1; }
  local options=(-qq -o Dir::Etc::sourcelist="$PWD/sources.list" -o Dir::Etc::sourceparts=-
    -o Dir::State::lists="$PWD/lists" -o Dir::Cache::srcpkgcache= -o Dir::Cache::pkgcache=
    -o APT::Sandbox::User=root)
  apt-get "${options[@]}" update >&2
  apt-get "${options[@]}" source "simdjson=$(dpkg-query -W -f '${source:Version}' libsimdjson-dev)" \
    >&2
  mv simdjson-*/ source
  rm -r lists
)

# Without an archive, the shared library would be used, and the build would fail late.
static_require_archives() {
  local pair missing=()
  for pair in $archived_libraries simdjson:simdjson; do
    [ -f "$1/${pair%:*}.pc" ] || missing+=("${pair%:*}")
  done
  [ "${#missing[@]}" = 0 ] ||
    stop "no archive that can be linked: ${missing[*]}; their -dev packages of Debian have them"
}

# Builds the replacement for a module of Foundation; see FoundationEssentials.swift.
static_stand_in() {
  mkdir -p "$2/stand-in"
  (cd "$2/stand-in" && swiftc -O -wmo -parse-as-library -static -module-name FoundationEssentials \
    -file-prefix-map "$1=." -emit-module -emit-module-path FoundationEssentials.swiftmodule \
    -emit-object -o FoundationEssentials.o "$1/scripts/package.d/FoundationEssentials.swift" >&2)
}

# Link-time optimisation, as in scripts/batchlua; without symbols, debug information and the path of
# the build.
static_build() {
  local top=$1 work=$2
  local options=(-c release --experimental-lto-mode thin --disable-build-manifest-caching
    -Xswiftc -static-executable -Xswiftc -use-ld=lld -Xlinker --strip-all
    -Xlinker --no-export-dynamic -Xlinker --icf=safe
    -Xswiftc -I -Xswiftc "$work/stand-in" -Xlinker "$work/stand-in/FoundationEssentials.o"
    -Xswiftc -file-prefix-map -Xswiftc "$top=." -Xcc -ffile-prefix-map="$top=."
    -Xcxx -ffile-prefix-map="$top=.")
  rm -f "$work/swift/release/batchlua"  # so that it is linked again when an archive has changed
  PKG_CONFIG_PATH=$work/archives${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH} \
    swift build --package-path "$top" --scratch-path "$work/swift" "${options[@]}" \
    --product batchlua </dev/null >&2
}

# Checks that the binary starts without any shared library, and is not larger than promised.
static_check() {
  local size
  ! readelf -d "$1" | grep NEEDED >&2 || stop 'the binary needs the shared libraries above'
  ! readelf -l "$1" | grep INTERP >&2 || stop 'the binary is not static'
  size=$(stat -c %s "$1")
  [ "$size" -lt 20000000 ] || stop "the binary has $size bytes, 20,000,000 are too many"
  "$1" --version </dev/null >&2 || stop 'the binary does not start'
}
