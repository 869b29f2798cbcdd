#!/usr/bin/env bash
# Work that is done behind the checks, with what they leave of the processors. Sourced by
# scripts/test.

# By name: the process that does it, "done", or "lacking".
declare -A works=()
work_logs=

# start NAME …: each work_NAME begins, after what it needs. What it says is kept.
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
    set -m  # a group of its own, to be ended as a whole
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

# What a work says when the machine has no network or no rights for it.
lack() {
  printf '%s\n' "$@"
  exit 75
}

# await NAME: afterwards it is done, or lacking. It begins if it has not.
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
