#!/usr/bin/env bash
# Tests that the packages are correct, and work when installed. Sourced by scripts/test.

# in_root RELEASE COMMAND: runs a shell command in an overlay of a root, whose changes are
# discarded, with the packages in /dist, the examples in /examples, pip in /pip.whl, and no network.
in_root() {
  unshare --mount --pid --net --fork bash -c '
    set -euo pipefail
    root=.build-roots/$1
    above=$(mktemp -d)
    mount -t tmpfs tmpfs "$above"
    mkdir "$above/changes" "$above/work" "$above/root"
    mount -t overlay -o "lowerdir=$root,upperdir=$above/changes,workdir=$above/work" \
      overlay "$above/root"
    cd "$above/root"
    mkdir dist examples
    touch pip.whl
    mount --bind "$OLDPWD"/.build-venv/pip-*.whl pip.whl
    mount --bind "$OLDPWD/.build-package/dist" dist
    mount --bind "$OLDPWD/scripts/examples" examples
    mount -t proc proc proc
    chroot . /bin/bash -euc "$2"
  ' in_root "$1" "$2" </dev/null
}

# Runs the examples: normally, in the sandbox, and over packed files.
use_binary='
  for options in --strict --sandbox "--sandbox --max-memory 512M"; do
    "$batchlua" run $options -D model=gpt-5-mini /examples/swap-model.lua /examples/requests.jsonl \
      -o out.jsonl.zst
    "$batchlua" run --type json -e "local a = 1" out.jsonl.zst |
      cmp - /examples/swap-model.expected.jsonl
  done
'

check_packages() {
  local release dist=.build-package/dist
  (cd "$dist" && sha256sum --quiet --check SHA256SUMS) || fail 'a checksum is wrong'
  check_wheel "$dist"
  .build-venv/bin/pyspdxtools --infile "$dist"/*.spdx.json || fail 'the bill of materials is wrong'
  check_manual "$dist"
  for release in $debian_releases; do
    check_release "$release" || fail "the packages do not work on $release"
    echo "   $release: .deb, archive and wheel work" >&2
  done
  check_nothing || fail 'the binary does not work with nothing but /proc and /dev/null'
  check_image "$dist"
  check_start
  check_same_bytes "$dist"
}

check_wheel() {
  .build-venv/bin/auditwheel show "$1"/*.whl | tr '\n' ' ' |
    grep -q 'requires no external shared libraries' || fail 'auditwheel show says otherwise'
}

check_manual() {
  local pages
  pages=$(mktemp -d)
  dpkg-deb --extract "$1"/*.deb "$pages"
  for page in "$pages"/usr/share/man/man1/*.1.gz; do
    said=$(man --warnings --local-file "$page" 2>&1 >/dev/null) || fail "$page: $said"
    [ -z "$said" ] || fail "$page: $said"
  done
  man --local-file "$pages/usr/share/man/man1/batchlua-run.1.gz" | grep -q -e '--on-error POLICY' ||
    fail 'the page of run does not tell its options'
  rm -r "$pages"
}

check_release() {
  in_root "$1" '
    cd /root
    dpkg --install /dist/*.deb >/dev/null
    batchlua=$(command -v batchlua)
    '"$use_binary"'
    batchlua run /usr/share/doc/batchlua/examples/swap-model.lua \
      /usr/share/doc/batchlua/examples/requests.jsonl |
      cmp - /usr/share/doc/batchlua/examples/swap-model.expected.jsonl
    [ -f /usr/share/bash-completion/completions/batchlua ]
    dpkg --remove batchlua >/dev/null
    ! command -v batchlua
  ' || return 1
  in_root "$1" '
    cd /root
    python3 -c "import lzma, sys; sys.stdout.buffer.write(lzma.open(sys.argv[1]).read())" \
      /dist/*.tar.xz | tar -x --strip-components=1 -C /usr/local
    batchlua=/usr/local/bin/batchlua
    '"$use_binary"
  in_root "$1" '
    cd /root
    python3 /pip.whl/pip --quiet install --no-index --break-system-packages \
      --root-user-action ignore /dist/*.whl
    batchlua=/usr/local/bin/batchlua
    '"$use_binary"'
    cp /examples/swap-model.lua /examples/requests.jsonl .
    python3 -c "
import batchlua
assert batchlua.find_binary() == \"$batchlua\", batchlua.find_binary()
assert batchlua.run(\"swap-model.lua\", \"requests.jsonl\").written == 8
[row] = batchlua.map_paths([\"requests.jsonl\"], \"swap-model.lua\", \"out\")
assert row.read == 8
"'
}

# A root without C library, shell and /tmp: only the file, /proc and /dev/null.
check_nothing() {
  unshare --mount --pid --net --fork bash -c '
    set -euo pipefail
    root=$(mktemp -d)
    mount -t tmpfs tmpfs "$root"
    mkdir "$root/proc" "$root/dev"
    touch "$root/dev/null"
    cp .build-package/dist/image/batchlua scripts/examples/swap-model.lua \
      scripts/examples/requests.jsonl "$root"
    mount --bind /dev/null "$root/dev/null"
    mount -t proc proc "$root/proc"
    for option in --strict --sandbox; do
      chroot "$root" /batchlua run $option -D model=gpt-5-mini swap-model.lua requests.jsonl \
        -o out.jsonl
      cmp "$root/out.jsonl" scripts/examples/swap-model.expected.jsonl
      rm "$root/out.jsonl"
    done
    umount "$root/dev/null"
    chroot "$root" /batchlua run swap-model.lua requests.jsonl -o out.jsonl
    cmp "$root/out.jsonl" scripts/examples/swap-model.expected.jsonl
  ' </dev/null
}

# As a container daemon would build and start it: a root with the files that the Dockerfile copies,
# and its user, directory and program.
check_image() {
  grep -q '^FROM scratch$' "$1/image/Dockerfile" || fail 'the image is from something'
  unshare --mount --pid --net --fork bash -c '
    set -euo pipefail
    said() { sed -n "s/^$1 //p" "$2/Dockerfile"; }
    root=$(mktemp -d)
    mount -t tmpfs tmpfs "$root"
    said COPY "$1" | while read -r from to; do cp "$1/$from" "$root$to"; done
    mkdir "$root/proc" "$root/dev" "$root$(said WORKDIR "$1")"
    touch "$root/dev/null"
    mount --bind /dev/null "$root/dev/null"
    mount -t proc proc "$root/proc"
    IFS=: read -r user group <<<"$(said USER "$1")"
    start=(unshare --root "$root" --wd "$(said WORKDIR "$1")" --setuid "$user" --setgid "$group"
      "$(said ENTRYPOINT "$1" | tr -d "[]\"")")
    cp scripts/examples/swap-model.lua scripts/examples/requests.jsonl "$root/data"
    chown "$user:$group" "$root/data"
    "${start[@]}" "$(said CMD "$1" | tr -d "[]\"")" | grep -q "^USAGE: batchlua"
    "${start[@]}" run --sandbox swap-model.lua requests.jsonl -o out.jsonl
    cmp "$root/data/out.jsonl" scripts/examples/swap-model.expected.jsonl
  ' check_image "$1/image" </dev/null || fail 'the image does not start as its Dockerfile says'
}

# The fastest of many starts, in seconds of a processor: 5 ms at most.
check_start() {
  python3 - "$PWD/$static_binary" <<'END' || fail 'the binary takes longer to start'
import os, subprocess, sys

def seconds():
    process = subprocess.Popen([sys.argv[1], "--version"], stdout=subprocess.DEVNULL)
    usage = os.wait4(process.pid, 0)[2]
    return usage.ru_utime + usage.ru_stime

least = min(seconds() for _ in range(50))
print(f"   the binary starts in {least * 1000:.1f} ms", file=sys.stderr)
sys.exit(least > 0.005)
END
}

# Packs the same binary again in another directory. For a second build, see scripts/package --twice.
check_same_bytes() {
  local again
  again=$(mktemp -d)
  SOURCE_DATE_EPOCH=$(stat -c %Y "$1/image/batchlua") scripts/package --output "$again" 2>/dev/null
  diff "$again/SHA256SUMS" .build-package/dist/SHA256SUMS || fail 'packed again, other bytes'
  rm -r "$again"
}
