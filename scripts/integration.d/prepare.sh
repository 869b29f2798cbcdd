#!/usr/bin/env bash
# Prerequisites of the integration tests: programs, Python packages, roots of other releases of
# Debian, and the packages to test. Sourced by scripts/test.

# Releases that are older, and newer, than the C library, simdjson and Lua that the binary is built
# with.
debian_releases='bullseye bookworm trixie'
debian_archive=http://deb.debian.org/debian

work_programs() {
  local packages=()
  command -v debootstrap >/dev/null || packages+=(debootstrap)
  command -v wget >/dev/null || packages+=(wget)
  command -v zsh >/dev/null || packages+=(zsh)
  command -v fish >/dev/null || packages+=(fish)
  command -v luacheck >/dev/null || packages+=(lua-check)
  command -v man >/dev/null || packages+=(man-db)
  command -v java >/dev/null || packages+=(default-jre-headless)
  command -v curl >/dev/null || packages+=(curl)
  [ -f /usr/share/bash-completion/bash_completion ] || packages+=(bash-completion)
  python3 -c 'import venv, ensurepip' 2>/dev/null || packages+=(python3-venv)
  integration_apt "${packages[@]}"
}

integration_apt() {
  [ $# != 0 ] || return 0
  command -v apt-get >/dev/null || lack "there is no apt-get for: $*"
  setup_apt "$@" || lack "apt-get could not install: $*"
}

work_browser() {
  command -v chromium >/dev/null || integration_apt chromium
}

work_github() {
  git ls-remote --exit-code https://github.com/hummingbird-project/hummingbird HEAD ||
    lack 'github.com is out of reach'
}

# Only if the list has changed, because pip checks each package again.
work_venv() {
  local list=scripts/integration.d/requirements.txt
  [ -x .build-venv/bin/pip ] || python3 -m venv .build-venv || fail 'python3 -m venv failed'
  ! cmp -s "$list" .build-venv/requirements.txt || return 0
  rm -f .build-venv/pip-*.whl
  .build-venv/bin/pip --quiet download --no-deps --dest .build-venv pip==23.3.2 ||
    lack 'pip finds no index of packages'
  .build-venv/bin/pip --quiet install --no-input --requirement "$list" || fail 'pip failed'
  cp "$list" .build-venv/requirements.txt
}

# A dependency by URL is a commit.
work_history() {
  git rev-parse --verify HEAD || lack 'git knows no commit here'
}

# The roots are mounted in a namespace of this process.
work_mounts() {
  unshare --mount --pid --net --fork sh -c 'mount -t tmpfs tmpfs /mnt && mkdir /mnt/1 /mnt/2 /mnt/3 &&
    mount -t overlay -o lowerdir=/,upperdir=/mnt/1,workdir=/mnt/2 overlay /mnt/3' ||
    lack 'this user may not mount file systems'
}

# Roots are kept; tests change only an overlay.
work_roots() {
  local release packages
  mkdir -p .build-roots
  for release in $debian_releases; do
    [ ! -f ".build-roots/$release.made" ] || continue
    wget --quiet --output-document /dev/null "$debian_archive/dists/$release/InRelease" ||
      lack "$debian_archive is out of reach"
    rm -rf ".build-roots/$release"
    packages=python3
    [ "$release" != bullseye ] || packages+=,python3-distutils  # which pip needs there
    debootstrap --variant=minbase --include="$packages" "$release" ".build-roots/$release" \
      $debian_archive >".build-roots/$release.log" 2>&1 || {
      tail -n 5 ".build-roots/$release.log" >&2
      fail "debootstrap of $release failed"
    }
    rm -rf ".build-roots/$release"/var/cache/apt/archives/*.deb
    touch ".build-roots/$release.made"
  done
}

work_binary() {
  scripts/package --binary || fail 'scripts/package --binary failed'
}

work_package() {
  # Its files have the time of the last commit, if there is one.
  git rev-parse --verify --quiet HEAD || export SOURCE_DATE_EPOCH=1767225600
  scripts/package || fail 'scripts/package failed'
  .build-venv/bin/pip --quiet install --no-deps --force-reinstall .build-package/dist/*.whl ||
    fail 'pip could not install the wheel'
}
