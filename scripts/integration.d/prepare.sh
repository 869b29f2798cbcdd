#!/usr/bin/env bash
# What the integration tests are run with: programs, packages of Python, roots of other releases of
# Debian, and the packages that are tested. Sourced by scripts/test.

# Released at different times: what is older than the C library, simdjson and Lua that the binary is
# built with, and what is newer.
debian_releases='bullseye bookworm trixie'

integration_programs() {
  local packages=()
  command -v debootstrap >/dev/null || packages+=(debootstrap)
  command -v zsh >/dev/null || packages+=(zsh)
  command -v fish >/dev/null || packages+=(fish)
  command -v luacheck >/dev/null || packages+=(lua-check)
  command -v man >/dev/null || packages+=(man-db)
  command -v java >/dev/null || packages+=(default-jre-headless)
  [ -f /usr/share/bash-completion/bash_completion ] || packages+=(bash-completion)
  [ "${#packages[@]}" = 0 ] || setup_apt "${packages[@]}"
}

# Pip looks at each package again, so only when the list is another.
integration_venv() {
  local list=scripts/integration.d/requirements.txt
  [ -x .build-venv/bin/pip ] || python3 -m venv .build-venv || return 1
  cmp -s "$list" .build-venv/requirements.txt && return
  .build-venv/bin/pip --quiet install --no-input --requirement "$list" || return 1
  rm -f .build-venv/pip-*.whl
  .build-venv/bin/pip --quiet download --no-deps --dest .build-venv pip==23.3.2 || return 1
  cp "$list" .build-venv/requirements.txt
}

# A root is kept; what a test changes in it lies above it.
integration_roots() {
  local release packages
  mkdir -p .build-roots
  for release in $debian_releases; do
    [ ! -f ".build-roots/$release.made" ] || continue
    rm -rf ".build-roots/$release"
    packages=python3
    [ "$release" != bullseye ] || packages+=,python3-distutils  # which pip needs there
    debootstrap --variant=minbase --include="$packages" "$release" ".build-roots/$release" \
      >".build-roots/$release.log" 2>&1 || {
      tail -n 5 ".build-roots/$release.log" >&2
      return 1
    }
    rm -rf ".build-roots/$release"/var/cache/apt/archives/*.deb
    touch ".build-roots/$release.made"
  done
}

integration_package() {
  scripts/package || return 1
  .build-venv/bin/pip --quiet install --no-deps --force-reinstall .build-package/dist/*.whl
}

# The network is waited for while the compiler works.
check_prepare() {
  local job jobs=() failed=0
  integration_programs || fail 'apt-get could not install what the integration tests need'
  started=$SECONDS
  { integration_venv && echo "   packages of Python after $((SECONDS - started)) s" >&2; } &
  jobs+=($!)
  { integration_roots && echo "   roots after $((SECONDS - started)) s" >&2; } &
  jobs+=($!)
  { scripts/package --binary >/dev/null && echo "   binary after $((SECONDS - started)) s" >&2; } &
  jobs+=($!)
  for job in "${jobs[@]}"; do wait "$job" || failed=1; done
  [ "$failed" = 0 ] || fail 'what the integration tests need could not be made'
  integration_package || fail 'scripts/package failed'
}
