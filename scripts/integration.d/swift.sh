#!/usr/bin/env bash
# Tests packages and programs in Swift that use this package. Sourced by scripts/test.

# A package of its own in a directory of its own, with this one beside it as "batchlua".
check_dependent() {
  local directory status=0
  directory=$(mktemp -d)
  cp -R scripts/integration.d/dependent "$directory"
  ln -s "$PWD" "$directory/batchlua"
  swift run --package-path "$directory/dependent" >&2 || status=$?
  rm -r "$directory"
  [ "$status" = 0 ] || fail 'a package that depends on this one by path does not build or run'
}

# Like check_dependent, by the URL of a repository, with each build system.
check_dependent-url() {
  local directory system url status=0
  directory=$(mktemp -d)
  git clone --quiet --bare . "$directory/batchlua.git"
  git -C "$directory/batchlua.git" branch --force dependent "$(git rev-parse HEAD)"
  cp -R scripts/integration.d/dependent "$directory"
  url='.package(url: "file://'$directory'/batchlua.git", branch: "dependent")'
  sed -i 's|\.package(path: "../batchlua")|'"$url"'|' "$directory/dependent/Package.swift"
  for system in native swiftbuild; do
    env -u BATCHLUA_STRICT swift run --build-system "$system" \
      --package-path "$directory/dependent" --scratch-path "$directory/build-$system" >&2 || {
      status=$system
      break
    }
  done
  rm -rf "$directory"
  [ "$status" = 0 ] ||
    fail "a package that depends on this one by URL does not build with --build-system $status"
}

# A program for each way in which Swift programs use batchlua, and a server.
check_host() {
  scripts/examples/swift-host/check || fail 'a program of scripts/examples/swift-host fails'
}

check_host-server() {
  scripts/examples/swift-host/check --server || fail 'the server of scripts/examples/swift-host fails'
}
