"""Runs a command and prints its time and memory: once.py SECONDS CORES OUT ERR COMMAND…

Once, and again until so many seconds have passed. One line a run: exit status, wall seconds, CPU
seconds, peak KB. CORES is "all" or numbers with commas. It is a process of its own and small,
because Linux counts the memory that a process had before exec into its peak. Run it by
python3 -I -S.
"""

import os
import sys
import time


def run(out, err, command):
    started = time.perf_counter()
    actions = [(os.POSIX_SPAWN_DUP2, out, 1), (os.POSIX_SPAWN_DUP2, err, 2)]
    pid = os.posix_spawnp(command[0], command, os.environ, file_actions=actions)
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - started
    code = os.waitstatus_to_exitcode(status)
    print(code, f"{wall:.6f} {usage.ru_utime + usage.ru_stime:.6f}", usage.ru_maxrss)


def main():
    seconds, cores, out, err = sys.argv[1:5]
    if cores != "all":
        os.sched_setaffinity(0, [int(core) for core in cores.split(",")])
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    out, err = os.open(out, flags, 0o666), os.open(err, flags, 0o666)
    end = time.perf_counter() + float(seconds)
    run(out, err, sys.argv[5:])
    while time.perf_counter() < end:
        run(out, err, sys.argv[5:])


main()
