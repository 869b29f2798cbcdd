#!/usr/bin/env bash
# Background work beside the checks, with low priority. Sourced by scripts/test.

# By name: the process id, "done", or "lacking".
declare -A works=()
work_logs=

# start NAME …: starts each work_NAME, after its prerequisites. Its output is stored.
start() {
  local name need
  [ -n "$work_logs" ] || work_logs=$(mktemp -d)
  for name in "$@"; do
    [ -z "${works[$name]:-}" ] || continue
    for need in $(needs "$name"); do
      await "$need"
      [ "${works[$need]}" = 'done' ] || works[$name]=lacking
    done
    [ -z "${works[$name]:-}" ] || continue
    set -m  # a process group of its own, to be killed as a whole
    (
      began=$SECONDS
      renice -n 19 "$BASHPID" >/dev/null
      "work_$name"
      echo "   ($name: $((SECONDS - began)) s behind the checks)"
    ) </dev/null >"$work_logs/$name" 2>&1 &
    works[$name]=$!
    set +m
  done
}

# Called by work for which the machine lacks network or rights.
lack() {
  printf '%s\n' "$@"
  exit 75
}

# await NAME: waits until it is done or lacking; starts it if needed.
await() {
  local status=0
  start "$1"
  case ${works[$1]} in
    'done' | lacking) return ;;
  esac
  wait "${works[$1]}" || status=$?
  case $status in
    0)
      works[$1]='done'
      tail -n 1 "$work_logs/$1" >&2
      ;;
    75)
      works[$1]=lacking
      tail -n 5 "$work_logs/$1" >&2
      ;;
    *)
      works[$1]=failed
      cat "$work_logs/$1" >&2
      fail "$1 failed"
      ;;
  esac
}

stop_work() {
  local name
  for name in "${!works[@]}"; do
    case ${works[$name]} in
      [0-9]*) kill -- "-${works[$name]}" 2>/dev/null || true ;;
    esac
  done
  [ -z "$work_logs" ] || rm -rf "$work_logs"
}
